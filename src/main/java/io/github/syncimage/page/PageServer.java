package io.github.syncimage.page;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.port.OwnPort;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of the page, which everybody may find: bounds for whatever a caller can make large or slow. It is not Camel's
 * server, so that what is public is a port and not a list of paths, and so that routes of an operator's keep theirs.
 */
public final class PageServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final String CONDITION = "page";
    /** Some ten people behind one address: a browser opens up to six connections. */
    private static final int MOST_FROM_ONE = 64;

    /** A title of 256 characters, each of them escaped. */
    private static final int MOST_LINE_BYTES = 4096;

    private final Site site;
    private final OwnPort port;

    /**
     * @param host address to listen on
     * @param port 0 for none: then nothing is opened
     * @param conditions is told while the port cannot be had
     */
    public PageServer(String host, int port, Site site, Conditions conditions) {
        this(host, port, site, conditions, OwnPort.Bounds.USUAL.withFromOne(MOST_FROM_ONE));
    }

    PageServer(String host, int port, Site site, Conditions conditions, OwnPort.Bounds bounds) {
        this.site = site;
        this.port = new OwnPort(
                host,
                port,
                bounds,
                () -> {
                    conditions.ends(CONDITION);
                    LOG.info("the page is at http://{}:{}/", host.contains(":") ? "[" + host + "]" : host, port);
                },
                why -> conditions.begins(CONDITION, "no page: page.port " + why, false));
    }

    /** Opens the port, or waits until it can be had. */
    public void open() {
        port.open(
                new HttpServerOptions().setMaxInitialLineLength(MOST_LINE_BYTES),
                (vertx, server) -> server.invalidRequestHandler(PageServer::malformed)
                        .requestHandler(request -> {
                            port.requested(request);
                            site.handle(vertx, request);
                        }));
    }

    private static void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            Site.refuse(request, 414, "the address is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            Site.refuse(request, 431, "the headers are too long");
        } else {
            Site.refuse(request, 400, "this is no request");
        }
    }

    /** Ends the streams, too. */
    @Override
    public void close() {
        port.close();
    }
}
