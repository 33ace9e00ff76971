package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.registry.net.Connections;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityTemplate;

/** Sends one request once and waits for the head of its response, for as long as the patience allows. */
final class RequestSender {
    /** Measured: twice as fast as the 4 KiB of HttpClient's own entity; larger brings nothing more. */
    private static final int LARGEST_PIECE = 256 * 1024;

    /** So much within the time for a piece: about 1 KiB a second is slow, and less is a line that hangs. */
    private static final int WATCHED = 64 * 1024;

    private final Patience patience;
    private volatile boolean closed;

    RequestSender(Patience patience) {
        this.patience = patience;
    }

    /** @param authorization the header, or null for none */
    RegistryResponse send(RegistryHost host, RegistryRequest call, URI uri, String authorization) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), uri);
        request.setHeader("User-Agent", "sync-image");
        call.headers().forEach(request::setHeader);
        setIfGiven(request, "Authorization", authorization);
        setIfGiven(request, "Proxy-Authorization", host.connections.proxyAuthorization(uri));
        Duration limit = call.payload() == null ? patience.idle() : patience.commit();
        // The socket timeout is the limit between two packets; the head as a whole may take twice that.
        Duration whole = limit.multipliedBy(2);
        try (Watchdog watch = new Watchdog(whole, patience.idle(), request::cancel)) {
            request.setConfig(Connections.requestConfig(patience, limit));
            if (call.payload() != null) {
                request.setEntity(new EntityTemplate(
                        call.payload().length(),
                        null,
                        null,
                        out -> write(call.payload(), out, watch, patience.idle(), whole)));
                setIfGiven(request, "Content-Type", call.payload().mediaType());
            }
            return receive(host, call, uri, request, watch);
        }
    }

    private RegistryResponse receive(
            RegistryHost host, RegistryRequest call, URI uri, HttpUriRequestBase request, Watchdog watch)
            throws IOException {
        HttpHost target = new HttpHost(uri.getScheme(), AddressGuard.hostOf(uri), uri.getPort());
        CloseableHttpClient client = host.connections.client();
        Hold cancellation = Cancellation.onCancel(request::cancel);
        RegistryResponse answer = null;
        try {
            long before = System.nanoTime();
            ClassicHttpResponse response = client.executeOpen(target, request, null);
            host.answeredAfter(System.nanoTime() - before);
            answer = new RegistryResponse(uri, request, response, patience, cancellation);
            return answer;
        } catch (IOException | IllegalStateException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw RequestFailure.interrupted(call, e);
            }
            if (e instanceof IOException trouble) {
                throw watch.explain(trouble);
            }
            // HttpClient says so when a request was cancelled or its pool closed.
            if (closed) {
                throw RequestFailure.unexpected(call, "the client is closed");
            }
            throw watch.explain(new IOException("the request was cancelled", e));
        } catch (Error e) {
            // HttpClient closes all its connections then, for good: the next request gets a new one.
            host.connections.forget(client);
            throw e;
        } finally {
            if (answer == null) {
                cancellation.close();
            }
        }
    }

    /**
     * Writes a payload in large pieces.
     *
     * @param piece how long the other side may take to read a piece
     * @param answer how long it may take to answer once it has all
     */
    private static void write(Payload payload, OutputStream out, Watchdog watch, Duration piece, Duration answer)
            throws IOException {
        Payload.Pieces content = payload.content().get();
        for (long left = payload.length(); left > 0; ) {
            Payload.Piece next = next(content, (int) Math.min(LARGEST_PIECE, left));
            for (int sent = 0; sent < next.length(); sent += WATCHED) {
                watch.expect(piece);
                out.write(next.bytes(), next.offset() + sent, Math.min(WATCHED, next.length() - sent));
                watch.rest();
            }
            left -= next.length();
        }
        out.flush();
        watch.expect(answer);
    }

    /** The trouble of reading is the source's, not the connection's that is written to. */
    private static Payload.Piece next(Payload.Pieces content, int most) {
        try {
            return content.next(most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void setIfGiven(HttpUriRequestBase request, String name, String value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }

    /** From now on a request that breaks is told as one that the program has closed. */
    void close() {
        closed = true;
    }

    /**
     * Breaks a request whose other side takes no bytes or gives no head of an answer in time. Socket timeouts alone end
     * neither a write that nobody reads nor an answer that drips a letter at a time.
     */
    private static final class Watchdog implements AutoCloseable {
        private static final ScheduledExecutorService CLOCK = DaemonThreads.clock("registry-watch");
        private static final long RESTING = Long.MAX_VALUE;

        private volatile long limitNanos;
        private final Runnable breaker;
        private final ScheduledFuture<?> checks;
        private volatile long expectingSince = RESTING;
        private volatile boolean expired;

        /**
         * @param shortest of the limits that will be asked for
         * @param breaker is run, once or more, on another thread when the limit is over
         */
        Watchdog(Duration limit, Duration shortest, Runnable breaker) {
            this.breaker = breaker;
            expect(limit);
            // Four looks a limit: a request is broken at most a quarter late.
            long period = Math.max(1, shortest.toMillis() / 4);
            this.checks = CLOCK.scheduleAtFixedRate(this::check, period, period, TimeUnit.MILLISECONDS);
        }

        /** From now on the other side has to do something, within that time. */
        void expect(Duration limit) {
            limitNanos = limit.toNanos();
            expectingSince = System.nanoTime();
        }

        /** The other side has done what it had to. */
        void rest() {
            expectingSince = RESTING;
        }

        private void check() {
            long since = expectingSince;
            if (since != RESTING && System.nanoTime() - since > limitNanos) {
                expired = true;
                breaker.run();
            }
        }

        /** Replaces the trouble that the breaking made by its reason. */
        IOException explain(IOException trouble) {
            return expired
                    ? new IOException(
                            "nothing came within " + TimeUnit.NANOSECONDS.toSeconds(limitNanos) + " s", trouble)
                    : trouble;
        }

        @Override
        public void close() {
            checks.cancel(false);
        }
    }
}
