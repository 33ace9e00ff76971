package io.github.syncimage.registry.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request.
 *
 * @param mediaType its Content-Type
 * @param length in bytes, always known
 * @param content opens it from its first byte, again at each try
 */
public record Payload(String mediaType, long length, Content content) {
    /** Opens content; the caller closes it. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    public static Payload of(String mediaType, byte[] bytes) {
        return new Payload(mediaType, bytes.length, () -> new ByteArrayInputStream(bytes));
    }
}
