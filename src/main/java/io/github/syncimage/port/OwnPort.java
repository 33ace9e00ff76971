package io.github.syncimage.port;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port with a thread of its own that reads all of its connections; more than its places are ended at once. */
public final class OwnPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPort.class);
    /** A connection costs some 20 KB until its first request is read; a browser opens up to six. */
    private static final int MOST_CONNECTIONS = 512;

    private static final int MOST_HEAD_BYTES = 16 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /** Who is told what becomes of the port. */
    public interface Told {
        void opened();

        /** Another try follows. @param why in a few words */
        void refused(String why);
    }

    /** What happens to connections, on the thread that reads them. */
    public interface Connections {
        void came(HttpConnection connection);

        void left(HttpConnection connection);
    }

    private final String host;
    private final int port;
    private final Duration again;
    private final Told told;
    private Vertx vertx;
    private HttpServer server;
    private Connections connections;
    private int open;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is ever opened
     * @param again after which a port that could not be had is tried once more
     */
    public OwnPort(String host, int port, Duration again, Told told) {
        this.host = host;
        this.port = port;
        this.again = again;
        this.told = told;
    }

    /**
     * Opens it, and returns once that was tried; nothing happens where it is open already.
     *
     * @param handlers gives the server what answers its requests
     */
    public synchronized void open(
            HttpServerOptions options, Connections newConnections, BiConsumer<Vertx, HttpServer> handlers) {
        if (port == 0 || vertx != null) {
            return;
        }
        connections = newConnections;
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(
                        options.setMaxHeaderSize(MOST_HEAD_BYTES).setHttp2ClearTextEnabled(false))
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
                told.opened();
            } else {
                told.refused(port + " on " + host + " cannot be used: "
                        + result.cause().getMessage());
                vertx.setTimer(again.toMillis(), timer -> listen(tried));
            }
            tried.countDown();
        });
    }

    private void connected(HttpConnection connection) {
        if (++open > MOST_CONNECTIONS) {
            connection.closeHandler(over -> open--);
            connection.close();
            return;
        }
        connections.came(connection);
        connection.closeHandler(over -> {
            open--;
            connections.left(connection);
        });
    }

    /** Ends all that is on its way. */
    @Override
    public void close() {
        Vertx opened;
        synchronized (this) {
            opened = vertx;
        }
        if (opened != null) {
            CountDownLatch closed = new CountDownLatch(1);
            opened.close().onComplete(done -> closed.countDown());
            await(closed);
        }
    }
}
