package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Reads what strangers wrote; what is named {@code what} where it is something else. */
public final class Untrusted {
    private Untrusted() {}

    public static byte[] base64(String text, String what) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose " + what + " is no base64", e);
        }
    }

    public static byte[] hex(String text, String what) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose " + what + " cannot be read", e);
        }
    }

    public static Map<String, Object> json(byte[] text, String what) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new InvalidSignatureException("whose " + what + " " + e.getMessage(), e);
        }
    }
}
