package io.github.syncimage.trust.key;

import java.util.Base64;

/** Reads base64 of strangers. */
public final class Base64Text {
    private Base64Text() {}

    /** @param what is named where it is none */
    public static byte[] decode(String text, String what) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose " + what + " is no base64", e);
        }
    }
}
