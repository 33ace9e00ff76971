package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Reads what strangers wrote; what is named {@code what} where it is something else. */
final class Untrusted {
    private Untrusted() {}

    /** Reads a member of an object; nothing where there is none. */
    static byte[] base64(Map<String, ?> json, String name, String what) {
        return base64(Json.text(json, name), what);
    }

    static byte[] base64(String text, String what) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose " + what + " is no base64", e);
        }
    }

    static byte[] hex(Map<String, ?> json, String name, String what) {
        try {
            return HexFormat.of().parseHex(Json.text(json, name));
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose " + what + " cannot be read", e);
        }
    }

    static Map<String, Object> json(byte[] text, String what) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new InvalidSignatureException("whose " + what + " " + e.getMessage(), e);
        }
    }
}
