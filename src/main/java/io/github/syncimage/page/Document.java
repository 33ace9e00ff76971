package io.github.syncimage.page;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What is answered, whole. Whoever has one for many readers hands out the same object: it is squeezed once.
 */
public final class Document {
    /** Asked for anew each time, and sent only where it has changed. */
    public static final String REVALIDATE = "no-cache";

    /** Of use to nobody a moment later. */
    public static final String MOMENTARY = "no-store";

    /** A packet takes it either way. */
    private static final int TOO_SMALL_TO_SQUEEZE = 1024;

    private final int status;
    private final String type;
    private final String cache;
    private final byte[] bytes;
    private final boolean foreign;
    private byte[] squeezed;
    private String tag;

    private Document(int status, String type, String cache, byte[] bytes, boolean foreign) {
        this.status = status;
        this.type = type;
        this.cache = cache;
        this.bytes = bytes;
        this.foreign = foreign;
    }

    /**
     * @param type as in {@code Content-Type}
     * @param cache as in {@code Cache-Control}
     */
    public static Document of(String type, String cache, byte[] bytes) {
        return new Document(200, type, cache, bytes, false);
    }

    /** A value of maps, lists, text, numbers and flags, as JSON. */
    public static Document json(String cache, Object value) {
        return of("application/json", cache, Json.write(value));
    }

    /**
     * What is answered to a request that cannot be served.
     *
     * @param status of HTTP
     * @param message a sentence for whoever wrote the request; nothing of anybody else's
     */
    public static Document error(int status, String message) {
        return new Document(status, "application/json", MOMENTARY, Json.write(Map.of("error", message)), false);
    }

    /** The same, which pages of others may show as a picture. */
    public Document forOtherSites() {
        return new Document(status, type, cache, bytes, true);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String cache() {
        return cache;
    }

    /** Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public boolean isForOtherSites() {
        return foreign;
    }

    /** By gzip; not to be changed. The same as {@link #bytes} where that would gain nothing. */
    public synchronized byte[] squeezed() {
        if (squeezed == null) {
            squeezed = bytes;
            boolean text = type.startsWith("text/") || type.contains("json") || type.contains("xml");
            if (text && bytes.length >= TOO_SMALL_TO_SQUEEZE) {
                ByteArrayOutputStream gzip = new ByteArrayOutputStream();
                try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
                    out.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                squeezed = gzip.toByteArray();
            }
        }
        return squeezed;
    }

    /** As in {@code ETag}; weak, since it stands for the bytes as they are and for the squeezed ones. */
    public synchronized String tag() {
        if (tag == null) {
            tag = "W/\"" + Digest.of(bytes).hex().substring(0, 24) + "\"";
        }
        return tag;
    }
}
