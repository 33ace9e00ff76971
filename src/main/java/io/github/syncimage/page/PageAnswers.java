package io.github.syncimage.page;

import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request that comes in, whatever it asks for: with a document of the {@link Site}, or an error, and always
 * with the headers that keep a browser from doing more with it than showing it. Nothing is changed by a request, so there
 * are no methods but GET and HEAD, no bodies, no cookies, and nothing that lets pages of others read an answer.
 */
public final class PageAnswers implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(PageAnswers.class);

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Vary",
            "Accept-Encoding");

    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int PIECE = 64 * 1024;

    private final Vertx vertx;
    private final Site site;
    private final Map<String, EventStream> streams;

    /**
     * @param vertx whose worker threads make the documents
     * @param streams by their paths
     */
    public PageAnswers(Vertx vertx, Site site, Map<String, EventStream> streams) {
        this.vertx = vertx;
        this.site = site;
        this.streams = streams;
    }

    /** The same without streams. */
    public PageAnswers(Vertx vertx, Site site) {
        this(vertx, site, Map.of());
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response().putHeader("Allow", "GET, HEAD");
            refuse(request, METHOD_NOT_ALLOWED, "nothing can be changed here");
        } else if (hasBody(request)) {
            refuse(request, 413, "a request has no body here");
        } else {
            String path = request.path().startsWith("/") ? request.path().substring(1) : request.path();
            EventStream stream = streams.get(path);
            if (stream != null) {
                putHeaders(request.response(), "same-origin");
                stream.join(request, document -> answer(request, document));
                return;
            }
            site.find(path)
                    .ifPresentOrElse(
                            resource -> read(request, path, resource),
                            () -> answer(request, Document.error(404, "there is nothing here")));
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
    }

    /** The rest of what is sent is not read: with the answer the connection ends. */
    static void refuse(HttpServerRequest request, int status, String message) {
        request.response().putHeader("Connection", "close").endHandler(ended -> request.connection()
                .close());
        answer(request, Document.error(status, message));
    }

    private void read(HttpServerRequest request, String path, Resource resource) {
        Optional<Map<String, String>> parameters = parameters(request);
        if (parameters.isEmpty()) {
            answer(request, Document.error(400, "the query cannot be read"));
            return;
        }
        vertx.executeBlocking(() -> resource.read(new PageRequest(path, parameters.get())), false)
                .onComplete(read -> answer(request, read.succeeded() ? read.result() : failed(path, read.cause())));
    }

    private static Optional<Map<String, String>> parameters(HttpServerRequest request) {
        try {
            MultiMap given = request.params();
            Map<String, String> parameters = new HashMap<>();
            given.forEach(parameters::putIfAbsent);
            return Optional.of(parameters);
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static Document failed(String path, Throwable failure) {
        LOG.warn("the page could not answer /{}: {}", path, failure.toString());
        return Document.error(500, "this could not be answered; the daemon's log says why");
    }

    private static void putHeaders(HttpServerResponse response, String readers) {
        HEADERS.forEach(response::putHeader);
        response.putHeader("Cross-Origin-Resource-Policy", readers);
    }

    /** Sends it, with the headers that every answer has. */
    public static void answer(HttpServerRequest request, Document document) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        putHeaders(response, document.isForOtherSites() ? "cross-origin" : "same-origin");
        response.setStatusCode(document.status()).putHeader("Cache-Control", document.cache());
        if (document.status() == 200) {
            response.putHeader("ETag", document.tag());
            if (knows(request.getHeader("If-None-Match"), document.tag())) {
                response.setStatusCode(304).end();
                return;
            }
        }
        byte[] bytes = document.bytes();
        if (acceptsGzip(request) && document.squeezed().length < bytes.length) {
            bytes = document.squeezed();
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Type", document.type()).putHeader("Content-Length", String.valueOf(bytes.length));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            write(response, bytes, 0);
        }
    }

    /**
     * Piece by piece, the next when the one before has gone: a slow line is one on which something moves. The bytes are
     * not copied, since many may read a large document slowly.
     */
    private static void write(HttpServerResponse response, byte[] bytes, int from) {
        int length = Math.min(PIECE, bytes.length - from);
        Buffer piece = Buffer.buffer(Unpooled.wrappedBuffer(bytes, from, length));
        if (from + length == bytes.length) {
            response.end(piece);
        } else {
            response.write(piece).onSuccess(gone -> write(response, bytes, from + length));
        }
    }

    private static boolean knows(String tags, String tag) {
        return tags != null && (tags.equals("*") || tags.contains(tag.substring(2)));
    }

    private static boolean acceptsGzip(HttpServerRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null
                && accepted.contains("gzip")
                && !accepted.matches(".*gzip\\s*;\\s*q=0(\\.0*)?\\s*(,.*)?");
    }
}
