package io.github.syncimage.github.webhook;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.port.OwnPort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
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

    private static final int MOST_LINE_BYTES = 2048;

    private final String secrets;
    private final Deliveries deliveries;
    private final OwnPort port;
    private final Inflow inflow = new Inflow();
    private volatile String path;
    private volatile Delivery.Taker taker;
    private Vertx vertx;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param secrets that GitHub may sign with, one a line
     * @param conditions is told while the port cannot be had
     */
    public WebhookServer(String host, int port, String secrets, Deliveries deliveries, Conditions conditions) {
        this(host, port, secrets, deliveries, conditions, LONGEST);
    }

    /** @param longest for which anybody may keep a connection */
    WebhookServer(
            String host, int port, String secrets, Deliveries deliveries, Conditions conditions, Duration longest) {
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.port = new OwnPort(
                host,
                port,
                bounds(longest),
                () -> {
                    conditions.ends(CONDITION);
                    LOG.info("deliveries of GitHub's webhook are taken at {}:{}{}", host, port, path);
                },
                why -> conditions.begins(CONDITION, "no deliveries of GitHub's webhook: webhook.port " + why, false));
    }

    /** From now on deliveries to that path go there. */
    synchronized void attach(String toPath, Delivery.Taker newTaker) {
        path = toPath;
        taker = newTaker;
        port.open(
                new HttpServerOptions()
                        .setMaxInitialLineLength(MOST_LINE_BYTES)
                        // curl asks before it sends a large body.
                        .setHandle100ContinueAutomatically(true),
                (opened, server) -> {
                    vertx = opened;
                    server.requestHandler(this::requested);
                });
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

    /** GitHub delivers from few addresses, or all comes from the one of a proxy. */
    private static OwnPort.Bounds bounds(Duration longest) {
        OwnPort.Bounds usual = OwnPort.Bounds.USUAL;
        return new OwnPort.Bounds(longest, longest, usual.again(), usual.fromOne());
    }

    private void requested(HttpServerRequest request) {
        new DeliveryRequest(request, path, secrets, deliveries, inflow, this::take).begin();
    }

    // Off the thread that reads all connections, since a route may take its time.
    private void take(Delivery delivery, DeliveryRequest request) {
        Delivery.Taker now = taker;
        if (now == null || deliveries.stopped()) {
            request.end(Reply.NOBODY_THERE);
            return;
        }
        vertx.executeBlocking(() -> now.take(delivery) ? Reply.TAKEN : Reply.REPEATED, false)
                .onComplete(result -> request.end(result.succeeded() ? result.result() : failed(result.cause())));
    }

    private Reply failed(Throwable failure) {
        if (failure instanceof Deliveries.TooManyException) {
            return Reply.TOO_MANY;
        }
        if (deliveries.stopped()) {
            return Reply.NOBODY_THERE;
        }
        LOG.warn(
                "a delivery of GitHub's webhook came to nothing, a later poll finds what it was about: {}",
                failure.toString());
        return Reply.ROUTE_FAILED;
    }

    @Override
    public void close() {
        synchronized (this) {
            taker = null;
        }
        port.close();
    }

    /**
     * What of all requests together is in memory. Changed by the thread only that reads connections.
     */
    static final class Inflow {
        /** Requests between their head and their answer. */
        private static final int MOST_REQUESTS = 256;
        /** Bytes of bodies; the daemon's heap is small. */
        private static final int MOST_BYTES = 16 * 1024 * 1024;

        private int requests;
        private volatile int bytes;

        /** A request begins; false where it is one too many. */
        boolean enter() {
            return ++requests <= MOST_REQUESTS;
        }

        /** So many bytes more of a body; false where they have no room. */
        boolean keep(int more) {
            if (bytes + more > MOST_BYTES) {
                return false;
            }
            bytes += more;
            return true;
        }

        int bytes() {
            return bytes;
        }

        void release(int kept) {
            bytes -= kept;
        }

        void leave() {
            requests--;
        }
    }
}
