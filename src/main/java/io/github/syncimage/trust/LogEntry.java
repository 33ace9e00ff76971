package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a transparency log (Rekor) says of one signature.
 *
 * @param logId which log
 * @param integratedTime seconds of the epoch, 0 where it says none; true only where the promise holds
 * @param promise the log's signature over body, time, log and index, its "signed entry timestamp"; null where there is none
 * @param proof null where there is none
 * @param body the entry itself, as the log hashed it
 */
public record LogEntry(
        byte[] logId, long logIndex, long integratedTime, byte[] promise, InclusionProof proof, byte[] body) {
    /** The annotation {@code dev.sigstore.cosign/bundle} of a signature. */
    public static LogEntry ofAnnotation(String text) {
        Map<String, Object> json = Untrusted.json(text.getBytes(StandardCharsets.UTF_8), "log entry");
        Map<String, Object> payload = Json.object(json, "Payload");
        return new LogEntry(
                Untrusted.hex(Json.text(payload, "logID"), "log entry"),
                number(payload, "logIndex"),
                number(payload, "integratedTime"),
                Untrusted.base64(Json.text(json, "SignedEntryTimestamp"), "log entry"),
                null,
                Untrusted.base64(Json.text(payload, "body"), "log entry"));
    }

    /** One of {@code tlogEntries} of a bundle, which has to have a proof; cosign's annotation never has one. */
    public static LogEntry ofBundle(Map<String, Object> json) {
        String promise = Json.text(Json.object(json, "inclusionPromise"), "signedEntryTimestamp");
        Map<String, Object> proof = Json.object(json, "inclusionProof");
        if (proof.isEmpty()) {
            throw new InvalidSignatureException("whose bundle has no proof of being in the log");
        }
        return new LogEntry(
                Untrusted.base64(Json.text(Json.object(json, "logId"), "keyId"), "log entry"),
                number(json, "logIndex"),
                number(json, "integratedTime"),
                promise.isEmpty() ? null : Untrusted.base64(promise, "log entry"),
                InclusionProof.read(proof),
                Untrusted.base64(Json.text(json, "canonicalizedBody"), "log entry"));
    }

    Instant time() {
        return Instant.ofEpochSecond(integratedTime);
    }

    /** What the promise signs: canonical JSON, which for these four is compact JSON in the order of their names. */
    byte[] promised() {
        Map<String, Object> json = new TreeMap<>();
        json.put("body", Base64.getEncoder().encodeToString(body));
        json.put("integratedTime", integratedTime);
        json.put("logID", HexFormat.of().formatHex(logId));
        json.put("logIndex", logIndex);
        return Json.write(json);
    }

    /** A number, also as text, which JSON of protocol buffers has for long ones; 0 where there is none. */
    static long number(Map<String, Object> json, String name) {
        String text = Json.text(json, name);
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidSignatureException("whose log entry cannot be read", e);
        }
    }
}
