package io.github.syncimage.page.http;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Site;
import io.github.syncimage.port.OwnPort;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of the page, which everybody may find: bounds for whatever a caller can make large or slow. It is not Camel's
 * server, so that what is public is a port and not a list of paths, and so that routes of an operator's keep theirs.
 */
public final class PageServer implements OwnPort.Connections, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final String CONDITION = "page";
    private static final Duration AGAIN = Duration.ofSeconds(10);
    /** Nobody needs longer to send a request, or looks for the next one on the same connection so late. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(15);
    /** In which nothing is read or written; streams of events say something every 15 seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    /** A title of 256 characters, each of them escaped. */
    private static final int MOST_LINE_BYTES = 4096;

    private final Site site;
    private final OwnPort port;
    private final Map<String, Events> streams = new LinkedHashMap<>();
    private final Bounds bounds;
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private Vertx vertx;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param conditions is told while the port cannot be had
     */
    public PageServer(String host, int port, Site site, Conditions conditions) {
        this(host, port, site, conditions, new Bounds(LONGEST_REQUEST, LONGEST_SILENCE, AGAIN));
    }

    /**
     * @param request until a connection has sent its next one
     * @param silence in which nothing is read or written
     * @param again after which a port that could not be had is tried once more
     */
    record Bounds(Duration request, Duration silence, Duration again) {}

    PageServer(String host, int port, Site site, Conditions conditions, Bounds bounds) {
        this.bounds = bounds;
        this.site = site;
        this.port = new OwnPort(host, port, bounds.again(), new OwnPort.Told() {
            @Override
            public void opened() {
                conditions.ends(CONDITION);
                LOG.info("the page is at http://{}:{}/", host.contains(":") ? "[" + host + "]" : host, port);
            }

            @Override
            public void refused(String why) {
                conditions.begins(CONDITION, "no page: page.port " + why, false);
            }
        });
    }

    private record Events(String name, Callable<Document> document) {}

    /**
     * Before it is opened: sends a document to whoever listens at that path, as {@link EventStream} does.
     *
     * @param path without the slash at its beginning
     * @param name of the events
     */
    public PageServer stream(String path, String name, Callable<Document> document) {
        streams.put(path, new Events(name, document));
        return this;
    }

    /** Opens the port, or waits until it can be had. */
    public void open() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MOST_LINE_BYTES)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) bounds.silence().toMillis());
        port.open(options, this, (opened, server) -> {
            vertx = opened;
            Map<String, EventStream> events = new HashMap<>();
            streams.forEach((path, of) -> events.put(path, new EventStream(opened, of.name(), of.document())));
            PageAnswers answers = new PageAnswers(opened, site, events);
            server.invalidRequestHandler(PageServer::malformed).requestHandler(request -> {
                requested(request);
                answers.handle(request);
            });
        });
    }

    private static void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            PageAnswers.refuse(request, 414, "the address is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            PageAnswers.refuse(request, 431, "the headers are too long");
        } else {
            PageAnswers.refuse(request, 400, "this is no request");
        }
    }

    @Override
    public void came(HttpConnection connection) {
        waiting.put(connection, vertx.setTimer(bounds.request().toMillis(), late -> connection.close()));
    }

    @Override
    public void left(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** Once it is answered, the next one may take as long again. */
    private void requested(HttpServerRequest request) {
        left(request.connection());
        request.response().endHandler(ended -> came(request.connection()));
    }

    /** Ends the streams, too. */
    @Override
    public void close() {
        port.close();
    }
}
