package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
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

    /** Fails unless what the log has recorded is this very signature. */
    void requireOf(SignatureMaterial made) {
        Body.read(body).requireOf(made);
    }

    Instant time() {
        return Instant.ofEpochSecond(integratedTime);
    }

    /** The promise signs this: canonical JSON, which for these four is compact JSON in the order of their names. */
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

    /**
     * What a log entry records: the hash of what was signed, the signature, the certificate. Each kind of entry has a form of
     * its own; of a kind that is not listed here nothing is believed.
     *
     * @param hash SHA-256 of what was signed, or for an envelope of its payload
     * @param certificate in PEM or DER
     */
    private record Body(byte[] hash, byte[] signature, byte[] certificate) {
        static Body read(byte[] body) {
            Map<String, Object> json = Untrusted.json(body, "log entry");
            Map<String, Object> spec = Json.object(json, "spec");
            String kind = Json.text(json, "kind") + " " + Json.text(json, "apiVersion");
            return switch (kind) {
                case "hashedrekord 0.0.1" -> hashedRecord(spec);
                case "dsse 0.0.1" -> envelope(spec);
                case "intoto 0.0.2" -> inToto(Json.object(spec, "content"));
                case "hashedrekord 0.0.2" -> second(Json.object(spec, "hashedRekordV002"));
                case "dsse 0.0.2" -> secondEnvelope(Json.object(spec, "dsseV002"));
                default ->
                    throw new InvalidSignatureException("whose log entry is of a kind that is not known: " + kind);
            };
        }

        private static Body hashedRecord(Map<String, Object> spec) {
            Map<String, Object> signature = Json.object(spec, "signature");
            return new Body(
                    hexHash(Json.object(Json.object(spec, "data"), "hash")),
                    base64(signature, "content"),
                    base64(Json.object(signature, "publicKey"), "content"));
        }

        private static Body envelope(Map<String, Object> spec) {
            Map<String, Object> signature = only(Json.objects(spec, "signatures"));
            return new Body(
                    hexHash(Json.object(spec, "payloadHash")),
                    base64(signature, "signature"),
                    base64(signature, "verifier"));
        }

        /** The signature is encoded twice here. */
        private static Body inToto(Map<String, Object> content) {
            Map<String, Object> signature = only(Json.objects(Json.object(content, "envelope"), "signatures"));
            String inner = new String(base64(signature, "sig"), StandardCharsets.US_ASCII);
            return new Body(
                    hexHash(Json.object(content, "payloadHash")),
                    Untrusted.base64(inner, "log entry"),
                    base64(signature, "publicKey"));
        }

        private static Body second(Map<String, Object> spec) {
            return second(Json.object(spec, "data"), Json.object(spec, "signature"));
        }

        private static Body secondEnvelope(Map<String, Object> spec) {
            return second(Json.object(spec, "payloadHash"), only(Json.objects(spec, "signatures")));
        }

        private static Body second(Map<String, Object> hash, Map<String, Object> signature) {
            if (!Json.text(hash, "algorithm").equals("SHA2_256")) {
                throw new InvalidSignatureException("whose log entry has another hash than SHA-256");
            }
            return new Body(
                    base64(hash, "digest"),
                    base64(signature, "content"),
                    base64(Json.object(Json.object(signature, "verifier"), "x509Certificate"), "rawBytes"));
        }

        private static Map<String, Object> only(List<Map<String, Object>> signatures) {
            if (signatures.size() != 1) {
                throw new InvalidSignatureException("whose log entry records " + signatures.size() + " signatures");
            }
            return signatures.get(0);
        }

        private static byte[] hexHash(Map<String, Object> hash) {
            if (!Json.text(hash, "algorithm").equals("sha256")) {
                throw new InvalidSignatureException("whose log entry has another hash than SHA-256");
            }
            return Untrusted.hex(Json.text(hash, "value"), "log entry");
        }

        private static byte[] base64(Map<String, Object> json, String name) {
            return Untrusted.base64(Json.text(json, name), "log entry");
        }

        void requireOf(SignatureMaterial made) {
            // An envelope may be recorded by the hash of its payload or, as a plain record, of what its signature is
            // over.
            boolean same =
                    Arrays.equals(hash, Sha256.of(made.payload())) || Arrays.equals(hash, Sha256.of(made.signed()));
            if (!same
                    || !Arrays.equals(signature, made.signature())
                    || !made.certificate().is(certificate)) {
                throw new InvalidSignatureException("whose log entry is of another signature");
            }
        }
    }
}
