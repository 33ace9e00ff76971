package io.github.syncimage.page;

import io.github.syncimage.port.PerAddress;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document that is sent to whoever listens, whenever it is another: server-sent events. It is made once a second for
 * all of them, and only while somebody listens; one who reads too slowly misses some, never the last. Used by the one
 * thread that serves the port.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    static final int MOST_LISTENERS = 100;
    private static final int MOST_FROM_ONE = 16;
    /** Browsers come back so soon after a stream has ended. */
    private static final int COME_BACK_MILLIS = 5000;
    /** Proxies end what says nothing for a minute, some for half a one. */
    private static final int KEEP_ALIVE_TICKS = 15;

    private static final Buffer STILL_HERE = Buffer.buffer(": still here\n\n");

    private final String event;
    private final Callable<Document> document;
    private final Map<HttpServerResponse, Document> listeners = new LinkedHashMap<>();
    private final PerAddress addresses = new PerAddress(MOST_FROM_ONE);
    private Vertx vertx;
    private long timer;
    private int ticks;
    private boolean making;

    /**
     * @param event name of the events
     * @param document of one line, the same object for as long as there is nothing new; asked on a worker thread
     */
    EventStream(String event, Callable<Document> document) {
        this.event = event;
        this.document = document;
    }

    /** Lets whoever asks listen, or refuses it where too many do. */
    void join(Vertx ofPort, HttpServerRequest request) {
        vertx = ofPort;
        HttpServerResponse response = request.response();
        String from = PerAddress.of(request.remoteAddress());
        boolean listens = request.method() != HttpMethod.HEAD;
        if (listens && (listeners.size() >= MOST_LISTENERS || !addresses.enter(from))) {
            response.putHeader("Retry-After", "30");
            Site.answer(request, Document.error(503, "too many are listening; /api/v1/now has the same document"));
            return;
        }
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", Document.MOMENTARY)
                // nginx would gather what comes.
                .putHeader("X-Accel-Buffering", "no");
        if (!listens) {
            response.end();
            return;
        }
        response.setChunked(true).closeHandler(gone -> leave(response, from));
        response.exceptionHandler(gone -> leave(response, from));
        response.write("retry: " + COME_BACK_MILLIS + "\n\n");
        listeners.put(response, null);
        if (listeners.size() == 1) {
            timer = vertx.setPeriodic(1000, tick -> tick());
        }
        make();
    }

    private void leave(HttpServerResponse response, String from) {
        if (listeners.containsKey(response)) {
            listeners.remove(response);
            addresses.leave(from);
            if (listeners.isEmpty()) {
                vertx.cancelTimer(timer);
            }
        }
    }

    private void tick() {
        if (++ticks % KEEP_ALIVE_TICKS == 0) {
            listeners.keySet().stream()
                    .filter(response -> !response.writeQueueFull())
                    .forEach(response -> response.write(STILL_HERE));
        }
        make();
    }

    private void make() {
        if (!making) {
            making = true;
            vertx.executeBlocking(document, false).onComplete(made -> {
                making = false;
                if (made.succeeded()) {
                    send(made.result());
                } else {
                    LOG.warn(
                            "no event for those who listen to the page: {}",
                            made.cause().toString());
                }
            });
        }
    }

    private void send(Document now) {
        Buffer written = Buffer.buffer(
                "event: " + event + "\ndata: " + new String(now.bytes(), StandardCharsets.UTF_8) + "\n\n");
        listeners.replaceAll((response, had) -> {
            if (had == now || response.writeQueueFull()) {
                return had;
            }
            response.write(written);
            return now;
        });
    }
}
