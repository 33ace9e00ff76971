package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
record LogEntry(byte[] logId, long logIndex, long integratedTime, byte[] promise, InclusionProof proof, byte[] body) {
    private static final String WHAT = "log entry";

    /** The annotation {@code dev.sigstore.cosign/bundle} of a signature. */
    static LogEntry ofAnnotation(String text) {
        Map<String, Object> json = Untrusted.json(text.getBytes(StandardCharsets.UTF_8), WHAT);
        Map<String, Object> payload = Json.object(json, "Payload");
        return new LogEntry(
                Untrusted.hex(payload, "logID", WHAT),
                number(payload, "logIndex"),
                number(payload, "integratedTime"),
                base64(json, "SignedEntryTimestamp"),
                null,
                base64(payload, "body"));
    }

    /** One of {@code tlogEntries} of a bundle, which has to have a proof; cosign's annotation never has one. */
    static LogEntry ofBundle(Map<String, Object> json) {
        Map<String, Object> promise = Json.object(json, "inclusionPromise");
        Map<String, Object> proof = Json.object(json, "inclusionProof");
        if (proof.isEmpty()) {
            throw new InvalidSignatureException("whose bundle has no proof of being in the log");
        }
        return new LogEntry(
                base64(Json.object(json, "logId"), "keyId"),
                number(json, "logIndex"),
                number(json, "integratedTime"),
                Json.text(promise, "signedEntryTimestamp").isEmpty() ? null : base64(promise, "signedEntryTimestamp"),
                InclusionProof.read(proof),
                base64(json, "canonicalizedBody"));
    }

    private static byte[] base64(Map<String, Object> json, String name) {
        return Untrusted.base64(json, name, WHAT);
    }

    /** A number, also as text, which JSON of protocol buffers has for long ones; 0 where there is none. */
    private static long number(Map<String, Object> json, String name) {
        String text = Json.text(json, name);
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidSignatureException("whose log entry cannot be read", e);
        }
    }

    /** Fails unless what the log has recorded is this very signature. */
    void requireOf(FoundSignature.Material made) {
        Body.read(body).requireOf(made);
    }

    Instant time() {
        return Instant.ofEpochSecond(integratedTime);
    }

    /** The promise signs this: canonical JSON, which for these four is compact JSON in the order of their names. */
    byte[] promised() {
        return Json.write(new TreeMap<>(Map.of(
                "body",
                Base64.getEncoder().encodeToString(body),
                "integratedTime",
                integratedTime,
                "logID",
                HexFormat.of().formatHex(logId),
                "logIndex",
                logIndex)));
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
            Map<String, Object> json = Untrusted.json(body, WHAT);
            Map<String, Object> spec = Json.object(json, "spec");
            String kind = Json.text(json, "kind") + " " + Json.text(json, "apiVersion");
            return switch (kind) {
                case "hashedrekord 0.0.1" -> hashedRecord(spec);
                case "dsse 0.0.1" -> envelope(spec);
                case "intoto 0.0.2" -> inToto(Json.object(spec, "content"));
                case "hashedrekord 0.0.2" -> {
                    Map<String, Object> second = Json.object(spec, "hashedRekordV002");
                    yield second(Json.object(second, "data"), Json.object(second, "signature"));
                }
                case "dsse 0.0.2" -> {
                    Map<String, Object> second = Json.object(spec, "dsseV002");
                    yield second(Json.object(second, "payloadHash"), only(second));
                }
                default ->
                    throw new InvalidSignatureException("whose log entry is of a kind that is not known: " + kind);
            };
        }

        private static Body hashedRecord(Map<String, Object> spec) {
            Map<String, Object> signature = Json.object(spec, "signature");
            return new Body(
                    hexHash(Json.object(spec, "data"), "hash"),
                    base64(signature, "content"),
                    base64(Json.object(signature, "publicKey"), "content"));
        }

        private static Body envelope(Map<String, Object> spec) {
            Map<String, Object> signature = only(spec);
            return new Body(
                    hexHash(spec, "payloadHash"), base64(signature, "signature"), base64(signature, "verifier"));
        }

        /** The signature is encoded twice here. */
        private static Body inToto(Map<String, Object> content) {
            Map<String, Object> signature = only(Json.object(content, "envelope"));
            String inner = new String(base64(signature, "sig"), StandardCharsets.US_ASCII);
            return new Body(
                    hexHash(content, "payloadHash"), Untrusted.base64(inner, WHAT), base64(signature, "publicKey"));
        }

        private static Body second(Map<String, Object> hash, Map<String, Object> signature) {
            requireSha256(hash, "SHA2_256");
            return new Body(
                    base64(hash, "digest"),
                    base64(signature, "content"),
                    base64(Json.object(Json.object(signature, "verifier"), "x509Certificate"), "rawBytes"));
        }

        private static Map<String, Object> only(Map<String, Object> envelope) {
            List<Map<String, Object>> signatures = Json.objects(envelope, "signatures");
            if (signatures.size() != 1) {
                throw new InvalidSignatureException("whose log entry records " + signatures.size() + " signatures");
            }
            return signatures.get(0);
        }

        private static byte[] hexHash(Map<String, Object> json, String name) {
            Map<String, Object> hash = Json.object(json, name);
            requireSha256(hash, "sha256");
            return Untrusted.hex(hash, "value", WHAT);
        }

        private static void requireSha256(Map<String, Object> hash, String name) {
            if (!Json.text(hash, "algorithm").equals(name)) {
                throw new InvalidSignatureException("whose log entry has another hash than SHA-256");
            }
        }

        void requireOf(FoundSignature.Material made) {
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

    /**
     * That an entry is in a log: the way from it to the root of the log's tree, and the log's signed word for that root.
     *
     * @param index of the entry in that tree
     * @param path hashes beside the way up
     * @param checkpoint a signed note: what the log says of its tree, an empty line, signatures
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2">RFC 9162, 2.1.3.2</a>
     * @see <a href="https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md">tlog-checkpoint</a>
     */
    record InclusionProof(long index, List<byte[]> path, String checkpoint) {
        /** A tree of 2^62 entries needs no more. */
        private static final int LONGEST_PATH = 64;

        private static final int HASH = 32;
        /** Bytes before a signature that tell whose it is: those that the log's id begins with. */
        private static final int HINT = 4;

        static InclusionProof read(Map<String, Object> json) {
            List<byte[]> path = new ArrayList<>();
            for (Object hash : Json.list(json, "hashes")) {
                byte[] bytes = Untrusted.base64(String.valueOf(hash), "proof");
                if (bytes.length != HASH || path.size() == LONGEST_PATH) {
                    throw new InvalidSignatureException("whose proof of being in the log cannot be read");
                }
                path.add(bytes);
            }
            String checkpoint = Json.text(Json.object(json, "checkpoint"), "envelope");
            return new InclusionProof(number(json, "logIndex"), path, checkpoint);
        }

        /** Fails unless the log of this id says by its key that a tree with this entry in it is its own. */
        void require(byte[] body, byte[] log, VerificationKey key) {
            int blank = checkpoint.indexOf("\n\n");
            String[] lines =
                    blank < 0 ? new String[0] : checkpoint.substring(0, blank).split("\n");
            if (lines.length < 3 || !isSigned(blank, log, key)) {
                throw new InvalidSignatureException("whose place in the log the log has not signed");
            }
            long size;
            try {
                size = Long.parseLong(lines[1]);
            } catch (NumberFormatException e) {
                throw new InvalidSignatureException("whose proof of being in the log cannot be read", e);
            }
            if (!Arrays.equals(root(body, size), Untrusted.base64(lines[2], "proof"))) {
                throw new InvalidSignatureException("whose entry is not where its proof says in the log");
            }
        }

        private boolean isSigned(int blank, byte[] log, VerificationKey key) {
            byte[] note = checkpoint.substring(0, blank + 1).getBytes(StandardCharsets.UTF_8);
            return checkpoint.substring(blank + 2).lines().anyMatch(line -> {
                String[] words = line.split(" ");
                if (words.length != 3 || !words[0].equals("\u2014")) {
                    return false;
                }
                byte[] signature = Untrusted.base64(words[2], "proof");
                return signature.length > HINT
                        && Arrays.equals(signature, 0, HINT, log, 0, HINT)
                        && key.verifies(note, Arrays.copyOfRange(signature, HINT, signature.length));
            });
        }

        private byte[] root(byte[] body, long size) {
            if (index < 0 || index >= size) {
                throw new InvalidSignatureException("whose entry is not where its proof says in the log");
            }
            byte[] hash = Sha256.of(new byte[] {0}, body);
            long node = index;
            long last = size - 1;
            for (byte[] beside : path) {
                if (last == 0) {
                    throw new InvalidSignatureException("whose proof of being in the log is too long");
                }
                if ((node & 1) == 1 || node == last) {
                    hash = Sha256.of(new byte[] {1}, beside, hash);
                    while ((node & 1) == 0 && node != 0) {
                        node >>= 1;
                        last >>= 1;
                    }
                } else {
                    hash = Sha256.of(new byte[] {1}, hash, beside);
                }
                node >>= 1;
                last >>= 1;
            }
            if (last != 0) {
                throw new InvalidSignatureException("whose proof of being in the log is too short");
            }
            return hash;
        }
    }
}
