package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a log entry records: the hash of what was signed, the signature, the certificate. Each kind of entry has a form of
 * its own; of a kind that is not listed here nothing is believed.
 *
 * @param hash SHA-256 of what was signed, or for an envelope of its payload
 * @param certificate in PEM or DER
 */
record LogBody(byte[] hash, byte[] signature, byte[] certificate) {
    static LogBody read(byte[] body) {
        Map<String, Object> json = Untrusted.json(body, "log entry");
        Map<String, Object> spec = Json.object(json, "spec");
        String kind = Json.text(json, "kind") + " " + Json.text(json, "apiVersion");
        return switch (kind) {
            case "hashedrekord 0.0.1" -> hashedRecord(spec);
            case "dsse 0.0.1" -> envelope(spec);
            case "intoto 0.0.2" -> inToto(Json.object(spec, "content"));
            case "hashedrekord 0.0.2" -> second(Json.object(spec, "hashedRekordV002"));
            case "dsse 0.0.2" -> secondEnvelope(Json.object(spec, "dsseV002"));
            default -> throw new InvalidSignatureException("whose log entry is of a kind that is not known: " + kind);
        };
    }

    private static LogBody hashedRecord(Map<String, Object> spec) {
        Map<String, Object> signature = Json.object(spec, "signature");
        return new LogBody(
                hexHash(Json.object(Json.object(spec, "data"), "hash")),
                base64(signature, "content"),
                base64(Json.object(signature, "publicKey"), "content"));
    }

    private static LogBody envelope(Map<String, Object> spec) {
        Map<String, Object> signature = only(Json.objects(spec, "signatures"));
        return new LogBody(
                hexHash(Json.object(spec, "payloadHash")),
                base64(signature, "signature"),
                base64(signature, "verifier"));
    }

    /** The signature is encoded twice here. */
    private static LogBody inToto(Map<String, Object> content) {
        Map<String, Object> signature = only(Json.objects(Json.object(content, "envelope"), "signatures"));
        String inner = new String(base64(signature, "sig"), StandardCharsets.US_ASCII);
        return new LogBody(
                hexHash(Json.object(content, "payloadHash")),
                Untrusted.base64(inner, "log entry"),
                base64(signature, "publicKey"));
    }

    private static LogBody second(Map<String, Object> spec) {
        return second(Json.object(spec, "data"), Json.object(spec, "signature"));
    }

    private static LogBody secondEnvelope(Map<String, Object> spec) {
        return second(Json.object(spec, "payloadHash"), only(Json.objects(spec, "signatures")));
    }

    private static LogBody second(Map<String, Object> hash, Map<String, Object> signature) {
        if (!Json.text(hash, "algorithm").equals("SHA2_256")) {
            throw new InvalidSignatureException("whose log entry has another hash than SHA-256");
        }
        return new LogBody(
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

    /** Fails unless the entry is of this very signature. */
    void requireOf(SignatureMaterial made) {
        // An envelope may be recorded by the hash of its payload or, as a plain record, of what its signature is over.
        boolean same = Arrays.equals(hash, Sha256.of(made.payload())) || Arrays.equals(hash, Sha256.of(made.signed()));
        if (!same
                || !Arrays.equals(signature, made.signature())
                || !made.certificate().is(certificate)) {
            throw new InvalidSignatureException("whose log entry is of another signature");
        }
    }
}
