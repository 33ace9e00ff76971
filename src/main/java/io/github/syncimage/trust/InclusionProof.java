package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
        return new InclusionProof(LogEntry.number(json, "logIndex"), path, checkpoint);
    }

    /**
     * Fails unless the log says by its key that a tree with this entry in it is its own.
     *
     * @param log the log's id
     */
    void require(byte[] body, byte[] log, VerificationKey key) {
        int blank = checkpoint.indexOf("\n\n");
        String[] lines =
                blank < 0 ? new String[0] : checkpoint.substring(0, blank).split("\n");
        if (lines.length < 3 || !signed(blank, log, key)) {
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

    private boolean signed(int blank, byte[] log, VerificationKey key) {
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
