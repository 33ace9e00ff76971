package io.github.syncimage.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** Streams a payload with its length, in large pieces. */
final class PayloadEntity extends AbstractHttpEntity {
    /** Measured: twice as fast as the 4 KiB of HttpClient's own entity; larger brings nothing more. */
    private static final int MOST = 256 * 1024;

    /** So much in {@code piece}: about 1 KiB a second is slow, and less is a line that hangs. */
    private static final int WATCHED = 64 * 1024;

    private final Payload payload;
    private final StallWatchdog watch;
    private final Duration piece;
    private final Duration answer;

    /**
     * @param piece how long the other side may take to read a piece
     * @param answer how long it may take to answer once it has all
     */
    PayloadEntity(Payload payload, StallWatchdog watch, Duration piece, Duration answer) {
        super((ContentType) null, null);
        this.payload = payload;
        this.watch = watch;
        this.piece = piece;
        this.answer = answer;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (Pieces content = payload.content().get()) {
            for (long left = payload.length(); left > 0; ) {
                Pieces.Piece next = next(content, (int) Math.min(MOST, left));
                write(next, out);
                left -= next.length();
            }
            out.flush();
        }
        watch.expect(answer);
    }

    private void write(Pieces.Piece next, OutputStream out) throws IOException {
        for (int sent = 0; sent < next.length(); sent += WATCHED) {
            watch.expect(piece);
            out.write(next.bytes(), next.offset() + sent, Math.min(WATCHED, next.length() - sent));
            watch.rest();
        }
    }

    /** The trouble of reading is the source's, not the connection's that is written to. */
    private static Pieces.Piece next(Pieces content, int most) {
        try {
            return content.next(most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long getContentLength() {
        return payload.length();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("it is only written");
    }

    @Override
    public void close() {
        // Each write opens and closes its own stream.
    }
}
