package io.github.syncimage.github.webhook;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.webhook.DeliveryRequest.Reply;
import io.github.syncimage.github.webhook.WebhookServer.Delivery;
import io.github.syncimage.port.OwnPort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port that GitHub delivers to, open to everybody on the internet: so one path, one method, and bounds for whatever a
 * caller can make large or slow. It opens when the first taker comes, and stays open until {@link #close}. It serves
 * {@code platform-http:} routes instead of Camel's own engine: a message has the delivery's JSON, its event and its id, and
 * nothing else of the request, so that no header or query of a stranger's becomes one of Camel's.
 */
public final class WebhookServer implements PlatformHttpEngine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);
    private static final String CONDITION = "webhook";
    /** GitHub gives up after ten seconds; what takes longer wants to occupy a place. */
    public static final Duration LONGEST = Duration.ofSeconds(15);

    private static final int MOST_LINE_BYTES = 2048;

    final String secrets;
    final Deliveries deliveries;
    private final OwnPort port;
    final Inflow inflow = new Inflow();
    volatile String path;
    private volatile Delivery.Taker taker;
    private Vertx vertx;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param secrets that GitHub may sign with, one a line
     * @param conditions is told while the port cannot be had
     * @param longest for which anybody may keep a connection
     */
    public WebhookServer(
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
                    server.requestHandler(request -> new DeliveryRequest(request, this).begin());
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

    // Off the thread that reads all connections, since a route may take its time.
    void take(Delivery delivery, DeliveryRequest request) {
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

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Consumer(endpoint, processor);
    }

    private final class Consumer extends DefaultConsumer implements PlatformHttpConsumer {
        private final Delivery.Taker taker = this::take;

        private Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            attach(getEndpoint().getPath(), taker);
        }

        @Override
        protected void doStop() throws Exception {
            detach(taker);
            super.doStop();
        }

        private boolean take(Delivery delivery) throws Exception {
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setHeader("X-GitHub-Event", delivery.event());
            exchange.getIn().setHeader("X-GitHub-Delivery", delivery.id());
            exchange.getIn().setBody(delivery.json());
            try {
                createUoW(exchange);
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                return exchange.getProperty(Exchange.DUPLICATE_MESSAGE) == null;
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, false);
            }
        }
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

    /**
     * One delivery that GitHub has signed.
     *
     * @param id {@code X-GitHub-Delivery}
     * @param event {@code X-GitHub-Event}
     * @param json what it says
     */
    record Delivery(String id, String event, String json) {
        /** Takes deliveries; called by several threads. */
        @FunctionalInterface
        interface Taker {
            /** Returns once it has; false where it had come before. */
            boolean take(Delivery delivery) throws Exception;
        }
    }
}
