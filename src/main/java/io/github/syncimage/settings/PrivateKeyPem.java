package io.github.syncimage.settings;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an RSA private key in PEM: PKCS#1 as GitHub gives it ({@code RSA PRIVATE KEY}), or PKCS#8 ({@code PRIVATE KEY}).
 * Its lines may be parted by line breaks, by {@code \\n} as people write into a variable, or by spaces.
 */
public final class PrivateKeyPem {
    private static final Pattern PEM =
            Pattern.compile("(?s)-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.*?)-----END \\1-----");
    /** RFC 8017: version 0, and the algorithm rsaEncryption with no parameters. */
    private static final byte[] RSA = {
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;

    private PrivateKeyPem() {}

    /** @throws IllegalArgumentException where the text is none */
    public static RSAPrivateKey read(String text) {
        Matcher pem = PEM.matcher(text.replace("\\n", "\n").replace("\\r", ""));
        if (!pem.find()) {
            throw new IllegalArgumentException("no PEM of an RSA private key");
        }
        byte[] der = Base64.getDecoder().decode(pem.group(2).replaceAll("\\s", ""));
        byte[] pkcs8 = pem.group(1).startsWith("RSA") ? wrapped(der) : der;
        try {
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException broken) {
            throw new IllegalArgumentException("no RSA private key", broken);
        }
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA);
        inner.writeBytes(element(OCTETS, pkcs1));
        return element(SEQUENCE, inner.toByteArray());
    }

    /** With its length in three bytes, as a key's is. */
    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.writeBytes(new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        element.writeBytes(content);
        return element.toByteArray();
    }
}
