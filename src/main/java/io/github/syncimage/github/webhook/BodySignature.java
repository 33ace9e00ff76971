package io.github.syncimage.github.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature over the bytes of one body, computed as they come in, so that none of them has to be read, or even kept,
 * before it is known who sent them.
 *
 * @see <a href="https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries">the header</a>
 */
final class BodySignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern HEADER = Pattern.compile("sha256=([0-9a-fA-F]{64})");

    private final byte[] claimed;
    private final List<Mac> macs;

    /**
     * @param secrets that GitHub may sign with, one a line: several while one takes the place of another, and blank lines
     *     count for nothing
     * @param header {@code X-Hub-Signature-256}; null where there is none
     * @throws IllegalArgumentException where that is no signature at all
     */
    BodySignature(String secrets, String header) {
        Matcher known = HEADER.matcher(header == null ? "" : header.strip());
        if (!known.matches()) {
            throw new IllegalArgumentException("no signature");
        }
        claimed = HexFormat.of().parseHex(known.group(1));
        macs = secrets.lines()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .map(BodySignature::mac)
                .toList();
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    void update(byte[] bytes) {
        macs.forEach(mac -> mac.update(bytes));
    }

    /** Returns whether one of the secrets made the claimed one; takes as long for every wrong one. Asked once. */
    boolean matches() {
        boolean matches = false;
        for (Mac mac : macs) {
            matches |= MessageDigest.isEqual(mac.doFinal(), claimed);
        }
        return matches;
    }
}
