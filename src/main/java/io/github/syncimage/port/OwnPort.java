package io.github.syncimage.port;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port with a thread of its own that reads all of its connections; more than its places are ended at once, and so is
 * one whose request does not come.
 */
public final class OwnPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPort.class);
    /** A connection costs some 20 KB until its first request is read; a browser opens up to six. */
    private static final int MOST_CONNECTIONS = 512;

    private static final int MOST_HEAD_BYTES = 16 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /**
     * The bounds of times and numbers.
     *
     * @param request until a connection has sent its next one
     * @param silence in which nothing is read or written
     * @param again after which a port that could not be had is tried once more
     * @param fromOne connections of one address that is not loopback
     */
    public record Bounds(Duration request, Duration silence, Duration again, int fromOne) {
        /**
         * Nobody needs longer to send a request, or looks for the next one on the same connection so late; streams of
         * events say something every 15 seconds.
         */
        public static final Bounds USUAL =
                new Bounds(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(10), MOST_CONNECTIONS);

        public Bounds withFromOne(int most) {
            return new Bounds(request, silence, again, most);
        }
    }

    private final String host;
    private final int port;
    private final Bounds bounds;
    private final Runnable opened;
    private final Consumer<String> refused;
    private final PerAddress addresses;
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private Vertx vertx;
    private HttpServer server;
    private int open;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is ever opened
     * @param opened runs once the port is open
     * @param refused takes the reason, in a few words, why it is not; another try follows
     */
    public OwnPort(String host, int port, Bounds bounds, Runnable opened, Consumer<String> refused) {
        this.host = host;
        this.port = port;
        this.bounds = bounds;
        this.opened = opened;
        this.refused = refused;
        this.addresses = new PerAddress(bounds.fromOne());
    }

    /**
     * Opens it, and returns once that was tried; nothing happens where it is open already.
     *
     * @param handlers gives the server what answers its requests
     */
    public synchronized void open(HttpServerOptions options, BiConsumer<Vertx, HttpServer> handlers) {
        if (port == 0 || vertx != null) {
            return;
        }
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(options.setMaxHeaderSize(MOST_HEAD_BYTES)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) bounds.silence().toMillis()))
                .connectionHandler(this::connected)
                .exceptionHandler(broken -> LOG.debug("port {}: {}", port, broken.toString()));
        handlers.accept(vertx, server);
        CountDownLatch tried = new CountDownLatch(1);
        vertx.runOnContext(now -> listen(tried));
        await(tried);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(CountDownLatch tried) {
        server.listen(port, host).onComplete(result -> {
            if (result.succeeded()) {
                opened.run();
            } else {
                refused.accept(port + " on " + host + " cannot be used: "
                        + result.cause().getMessage());
                vertx.setTimer(bounds.again().toMillis(), timer -> listen(tried));
            }
            tried.countDown();
        });
    }

    private void connected(HttpConnection connection) {
        String from = PerAddress.of(connection.remoteAddress());
        if (open >= MOST_CONNECTIONS || !addresses.enter(from)) {
            connection.close();
            return;
        }
        open++;
        expect(connection);
        connection.closeHandler(over -> {
            open--;
            addresses.leave(from);
            arrived(connection);
        });
    }

    private void expect(HttpConnection connection) {
        waiting.put(connection, vertx.setTimer(bounds.request().toMillis(), late -> connection.close()));
    }

    private void arrived(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /**
     * The head of a request is there: answering it may take its time, and the next one may take as long to come. A
     * connection that is not told of lives for no longer than its first request may take.
     */
    public void requested(HttpServerRequest request) {
        arrived(request.connection());
        request.response().endHandler(ended -> expect(request.connection()));
    }

    /** Ends all that is on its way. */
    @Override
    public void close() {
        Vertx running;
        synchronized (this) {
            running = vertx;
        }
        if (running != null) {
            CountDownLatch closed = new CountDownLatch(1);
            running.close().onComplete(done -> closed.countDown());
            await(closed);
        }
    }
}
