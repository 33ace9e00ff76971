package io.github.syncimage.github.webhook;

import io.github.syncimage.github.Conditions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that GitHub delivers to, open to everybody on the internet: so one path, one method, and bounds for whatever a
 * caller can make large or slow. It opens when the first taker comes, and stays open until {@link #close}.
 */
public final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final String CONDITION = "webhook";
    /** GitHub gives up after ten seconds; what takes longer wants to occupy a place. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private static final Duration AGAIN = Duration.ofSeconds(10);
    /** A connection costs some 20 KB until its first request is read. */
    private static final int MOST_CONNECTIONS = 512;
    /** GitHub's heads have about a kilobyte. */
    private static final int MOST_HEAD_BYTES = 16 * 1024;

    private static final int MOST_LINE_BYTES = 2048;

    private final String host;
    private final int port;
    private final WebhookSecrets secrets;
    private final Deliveries deliveries;
    private final Conditions conditions;
    private final Duration longest;
    private final Inflow inflow = new Inflow();
    private volatile String path;
    private volatile Delivery.Taker taker;
    private Vertx vertx;
    private HttpServer server;
    private int connections;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param conditions is told while the port cannot be had
     */
    public WebhookServer(String host, int port, WebhookSecrets secrets, Deliveries deliveries, Conditions conditions) {
        this(host, port, secrets, deliveries, conditions, LONGEST);
    }

    /** @param longest for which anybody may keep a connection */
    WebhookServer(
            String host,
            int port,
            WebhookSecrets secrets,
            Deliveries deliveries,
            Conditions conditions,
            Duration longest) {
        this.host = host;
        this.port = port;
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.conditions = conditions;
        this.longest = longest;
    }

    /** From now on deliveries to that path go there. */
    synchronized void attach(String toPath, Delivery.Taker newTaker) {
        path = toPath;
        taker = newTaker;
        if (port > 0 && vertx == null) {
            open();
        }
    }

    /** Deliveries are turned away until somebody is there for them again. */
    synchronized void detach(Delivery.Taker oldTaker) {
        if (taker == oldTaker) {
            taker = null;
        }
    }

    /** Bytes of bodies that are in memory. */
    int held() {
        return inflow.bytes();
    }

    private void open() {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(MOST_HEAD_BYTES)
                        .setMaxInitialLineLength(MOST_LINE_BYTES)
                        .setHttp2ClearTextEnabled(false)
                        // curl asks before it sends a large body.
                        .setHandle100ContinueAutomatically(true))
                .connectionHandler(this::connected)
                .requestHandler(this::requested)
                .exceptionHandler(broken -> LOG.debug("webhook: {}", broken.toString()));
        CountDownLatch tried = new CountDownLatch(1);
        vertx.runOnContext(now -> listen(tried));
        await(tried);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(CountDownLatch tried) {
        server.listen(port, host).onComplete(result -> {
            if (result.succeeded()) {
                conditions.ends(CONDITION);
                LOG.info("deliveries of GitHub's webhook are taken at {}:{}{}", host, port, path);
            } else {
                conditions.begins(
                        CONDITION,
                        "no deliveries of GitHub's webhook: webhook.port " + port + " on " + host + " cannot be used: "
                                + result.cause().getMessage(),
                        false);
                vertx.setTimer(AGAIN.toMillis(), again -> listen(tried));
            }
            tried.countDown();
        });
    }

    private void connected(HttpConnection connection) {
        if (++connections > MOST_CONNECTIONS) {
            connection.closeHandler(over -> connections--);
            connection.close();
            return;
        }
        long timer = vertx.setTimer(longest.toMillis(), late -> connection.close());
        connection.closeHandler(over -> {
            connections--;
            vertx.cancelTimer(timer);
        });
    }

    private void requested(HttpServerRequest request) {
        new DeliveryRequest(request, path, secrets, deliveries, inflow, this::take).begin();
    }

    // Off the thread that reads all connections, since a route may take its time.
    private void take(Delivery delivery, DeliveryRequest request) {
        Delivery.Taker now = taker;
        if (now == null) {
            request.end(Reply.NOBODY_THERE);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            now.take(delivery);
                            return Reply.TAKEN;
                        },
                        false)
                .onComplete(result -> request.end(result.succeeded() ? result.result() : failed(result.cause())));
    }

    private static Reply failed(Throwable failure) {
        if (failure instanceof TooManyDeliveriesException) {
            return Reply.TOO_MANY;
        }
        LOG.warn(
                "a delivery of GitHub's webhook came to nothing, a later poll finds what it was about: {}",
                failure.toString());
        return Reply.ROUTE_FAILED;
    }

    @Override
    public void close() {
        Vertx open;
        synchronized (this) {
            open = vertx;
            taker = null;
        }
        if (open != null) {
            CountDownLatch closed = new CountDownLatch(1);
            open.close().onComplete(done -> closed.countDown());
            await(closed);
        }
    }
}
