package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * One log that may be relied on.
 *
 * @param id by which its entries name it
 */
record TransparencyLog(byte[] id, VerificationKey key, TrustedRoot.Validity validity) {
    /**
     * @param json one of {@code tlogs} or {@code ctlogs}
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static TransparencyLog read(Map<String, Object> json) {
        Map<String, Object> key = Json.object(json, "publicKey");
        try {
            byte[] id = Untrusted.base64(Json.object(json, "logId"), "keyId", "id");
            if (id.length < Integer.BYTES) {
                throw new IllegalArgumentException("has a log without an id");
            }
            byte[] bytes = Untrusted.base64(key, "rawBytes", "key");
            boolean rsa = Json.text(key, "keyDetails").startsWith("PKCS1_RSA");
            return new TransparencyLog(
                    id,
                    rsa ? VerificationKey.parseRsa(bytes) : VerificationKey.parse(bytes),
                    TrustedRoot.Validity.read(key));
        } catch (InvalidSignatureException e) {
            throw new IllegalArgumentException("has a log with a key or id that is no base64", e);
        }
    }

    boolean is(byte[] named) {
        return Arrays.equals(id, named);
    }

    /**
     * Fails unless the entry is the log's: by its promise, its proof, or both, all that there is.
     *
     * @return when the log took it, where that can be relied on
     */
    Optional<Instant> require(LogEntry entry) {
        if (entry.proof() != null) {
            entry.proof().require(entry.body(), id, key);
        }
        if (entry.promise() == null) {
            // Its time is nobody's word: neither the tree nor the checkpoint covers it.
            return Optional.empty();
        }
        if (!key.verifies(entry.promised(), entry.promise())) {
            throw new InvalidSignatureException("whose log entry the log has not signed");
        }
        return Optional.of(entry.time());
    }

    void requireValid(Instant time) {
        if (!validity.includes(time)) {
            throw new InvalidSignatureException("whose log was not to be relied on at " + time);
        }
    }
}
