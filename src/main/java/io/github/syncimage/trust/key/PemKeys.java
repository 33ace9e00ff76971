package io.github.syncimage.trust.key;

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
    /** Of an RSA key alone: the header that makes a SubjectPublicKeyInfo of it, algorithm rsaEncryption. */
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

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
            return VerificationKey.parse(asSubjectPublicKeyInfo(der));
        }
        if (type.endsWith("PRIVATE KEY")) {
            throw new IllegalArgumentException("holds a private key, which nobody but its owner may have; the public "
                    + "one is needed (cosign.pub)");
        }
        throw new IllegalArgumentException("holds a " + type + ", and a PUBLIC KEY is needed");
    }

    private static byte[] asSubjectPublicKeyInfo(byte[] rsaKey) {
        byte[] bits = new byte[rsaKey.length + 1];
        System.arraycopy(rsaKey, 0, bits, 1, rsaKey.length);
        byte[] bitString = der(0x03, bits);
        byte[] both = new byte[RSA_ALGORITHM.length + bitString.length];
        System.arraycopy(RSA_ALGORITHM, 0, both, 0, RSA_ALGORITHM.length);
        System.arraycopy(bitString, 0, both, RSA_ALGORITHM.length, bitString.length);
        return der(0x30, both);
    }

    /** One value in DER with a length of two bytes, which every RSA key needs. */
    private static byte[] der(int tag, byte[] content) {
        byte[] value = new byte[content.length + 4];
        value[0] = (byte) tag;
        value[1] = (byte) 0x82;
        value[2] = (byte) (content.length >> 8);
        value[3] = (byte) content.length;
        System.arraycopy(content, 0, value, 4, content.length);
        return value;
    }
}
