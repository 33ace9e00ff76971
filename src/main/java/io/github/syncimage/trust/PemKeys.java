package io.github.syncimage.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a PEM file of public keys: {@code cosign.pub}, or what OpenSSL writes. */
public final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    private PemKeys() {}

    /**
     * All keys of a file, at least one.
     *
     * @throws IllegalArgumentException saying what is wrong with the file
     */
    public static List<VerificationKey> read(String pem) {
        List<VerificationKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            keys.add(key(block.group(1), block.group(2)));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        return keys;
    }

    private static VerificationKey key(String type, String base64) {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds a key that is no base64", e);
        }
        if (type.equals("PUBLIC KEY")) {
            return VerificationKey.parse(der);
        }
        if (type.equals("RSA PUBLIC KEY")) {
            return VerificationKey.parseRsa(der);
        }
        if (type.endsWith("PRIVATE KEY")) {
            throw new IllegalArgumentException("holds a private key, which nobody but its owner may have; the public "
                    + "one is needed (cosign.pub)");
        }
        throw new IllegalArgumentException("holds a " + type + ", and a PUBLIC KEY is needed");
    }
}
