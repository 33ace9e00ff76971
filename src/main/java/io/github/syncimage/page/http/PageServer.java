package io.github.syncimage.page.http;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Site;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of the page, which everybody may find: bounds for whatever a caller can make large or slow. It is not Camel's
 * server, so that what is public is a port and not a list of paths, and so that routes of an operator's keep theirs.
 */
public final class PageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final String CONDITION = "page";
    private static final Duration AGAIN = Duration.ofSeconds(10);
    /** Nobody needs longer to send a request, or looks for the next one on the same connection so late. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(15);
    /** In which nothing is read or written; streams of events say something every 15. */
    private static final int LONGEST_SILENCE_SECONDS = 60;

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(15);
    /** A browser opens up to six. */
    private static final int MOST_CONNECTIONS = 512;

    private static final int MOST_HEAD_BYTES = 16 * 1024;
    /** A title of 256 characters, each of them escaped. */
    private static final int MOST_LINE_BYTES = 4096;

    private final String host;
    private final int port;
    private final Site site;
    private final Conditions conditions;
    private final Map<String, Events> streams = new LinkedHashMap<>();
    private final Duration longestRequest;
    private final Duration again;
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private Vertx vertx;
    private HttpServer server;
    private int connections;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param conditions is told while the port cannot be had
     */
    public PageServer(String host, int port, Site site, Conditions conditions) {
        this(host, port, site, conditions, LONGEST_REQUEST, AGAIN);
    }

    /**
     * @param longestRequest until a connection has sent its next one
     * @param again after which a port that could not be had is tried once more
     */
    PageServer(String host, int port, Site site, Conditions conditions, Duration longestRequest, Duration again) {
        this.longestRequest = longestRequest;
        this.again = again;
        this.host = host;
        this.port = port;
        this.site = site;
        this.conditions = conditions;
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
    public synchronized void open() {
        if (port == 0) {
            return;
        }
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Map<String, EventStream> events = new HashMap<>();
        streams.forEach((path, of) -> events.put(path, new EventStream(vertx, of.name(), of.document())));
        PageAnswers answers = new PageAnswers(vertx, site, events);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(MOST_HEAD_BYTES)
                        .setMaxInitialLineLength(MOST_LINE_BYTES)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout(LONGEST_SILENCE_SECONDS))
                .connectionHandler(this::connected)
                .invalidRequestHandler(PageServer::malformed)
                .requestHandler(request -> {
                    requested(request);
                    answers.handle(request);
                })
                .exceptionHandler(broken -> LOG.debug("page: {}", broken.toString()));
        CountDownLatch tried = new CountDownLatch(1);
        vertx.runOnContext(now -> listen(tried));
        await(tried);
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await(LONGEST_CLOSE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(CountDownLatch tried) {
        server.listen(port, host).onComplete(result -> {
            if (result.succeeded()) {
                conditions.ends(CONDITION);
                LOG.info("the page is at http://{}:{}/", host.contains(":") ? "[" + host + "]" : host, port);
            } else {
                conditions.begins(
                        CONDITION,
                        "no page: page.port " + port + " on " + host + " cannot be used: "
                                + result.cause().getMessage(),
                        false);
                vertx.setTimer(again.toMillis(), timer -> listen(tried));
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
        awaitRequest(connection);
        connection.closeHandler(over -> {
            connections--;
            cancel(connection);
        });
    }

    private void awaitRequest(HttpConnection connection) {
        waiting.put(connection, vertx.setTimer(longestRequest.toMillis(), late -> connection.close()));
    }

    private void cancel(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void requested(HttpServerRequest request) {
        cancel(request.connection());
        request.response().endHandler(ended -> awaitRequest(request.connection()));
    }

    /** Ends the streams, too. */
    @Override
    public void close() {
        Vertx open;
        synchronized (this) {
            open = vertx;
        }
        if (open != null) {
            CountDownLatch closed = new CountDownLatch(1);
            open.close().onComplete(done -> closed.countDown());
            await(closed);
        }
    }
}
