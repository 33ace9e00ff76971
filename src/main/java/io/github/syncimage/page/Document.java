package io.github.syncimage.page;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * An answer, whole. It is compressed once, when it is made: one that has many readers is kept and handed to each of them.
 *
 * @param status of HTTP
 * @param type as in {@code Content-Type}
 * @param cache as in {@code Cache-Control}
 * @param bytes not to be changed
 * @param gzip the bytes compressed; {@code bytes} itself where that would gain nothing
 * @param tag as in {@code ETag}; weak, since it stands for the bytes as they are and for the compressed ones
 * @param forOtherSites whether pages of others may show it as a picture
 */
public record Document(
        int status, String type, String cache, byte[] bytes, byte[] gzip, String tag, boolean forOtherSites) {
    /** Asked for anew each time, and sent only where it has changed. */
    public static final String REVALIDATE = "no-cache";

    /** Of use to nobody a moment later. */
    public static final String MOMENTARY = "no-store";

    /** One packet holds it, compressed or not. */
    private static final int TOO_SMALL_TO_COMPRESS = 1024;

    private Document(int status, String type, String cache, byte[] bytes) {
        this(
                status,
                type,
                cache,
                bytes,
                gzip(type, bytes),
                "W/\"" + Digest.of(bytes).hex().substring(0, 24) + "\"",
                false);
    }

    public static Document of(String type, String cache, byte[] bytes) {
        return new Document(200, type, cache, bytes);
    }

    /** Writes a value of maps, lists, text, numbers and flags. */
    public static Document json(String cache, Object value) {
        return of("application/json", cache, Json.write(value));
    }

    /**
     * Answers a request that cannot be served.
     *
     * @param message a sentence for whoever wrote the request; nothing of anybody else's
     */
    public static Document error(int status, String message) {
        return new Document(status, "application/json", MOMENTARY, Json.write(Map.of("error", message)));
    }

    /** Returns it as one that pages of others may show as a picture. */
    public Document shownElsewhere() {
        return new Document(status, type, cache, bytes, gzip, tag, true);
    }

    private static byte[] gzip(String type, byte[] bytes) {
        boolean text = type.startsWith("text/") || type.contains("json") || type.contains("xml");
        if (!text || bytes.length < TOO_SMALL_TO_COMPRESS) {
            return bytes;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.size() < bytes.length ? compressed.toByteArray() : bytes;
    }
}
