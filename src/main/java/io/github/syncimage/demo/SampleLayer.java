package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * A layer of a sample image: a tar archive of one file, compressed. The same content gives the same bytes.
 *
 * @param compressed as a registry keeps it
 * @param diffId digest of the archive before it was compressed, as configs name it
 * @param compression {@code gzip} or {@code zstd}, as media types spell it
 */
public record SampleLayer(byte[] compressed, Digest diffId, String compression) {
    private static final int BLOCK = 512;

    /** A file of text, gzip. */
    public static SampleLayer of(String path, String text) {
        return gzip(tar(path, text.getBytes(StandardCharsets.UTF_8)));
    }

    static SampleLayer gzip(byte[] tar) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(tar.length + BLOCK);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SampleLayer(out.toByteArray(), Digest.of(tar), "gzip");
    }

    // POSIX ustar: a header of 512 bytes, the content filled up to whole blocks, two empty blocks at the end.
    static byte[] tar(String path, byte[] content) {
        int filled = (content.length + BLOCK - 1) / BLOCK * BLOCK;
        byte[] tar = new byte[BLOCK + filled + 2 * BLOCK];
        put(tar, 0, path);
        put(tar, 100, "0000755\0");
        put(tar, 108, "0000000\0");
        put(tar, 116, "0000000\0");
        put(tar, 124, String.format("%011o\0", content.length));
        put(tar, 136, "00000000000\0");
        put(tar, 156, "0");
        put(tar, 257, "ustar\00000");
        put(tar, 148, "        ");
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += tar[i] & 0xff;
        }
        put(tar, 148, String.format("%06o\0 ", sum));
        System.arraycopy(content, 0, tar, BLOCK, content.length);
        return tar;
    }

    private static void put(byte[] tar, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, tar, at, bytes.length);
    }
}
