package io.github.syncimage.page;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request, whatever it asks for: with the document at its path, or an error, and always with the headers that
 * keep a browser from doing more with it than showing it. Nothing is looked up in a file system, and nothing is changed by
 * a request: there are no methods but GET and HEAD, no bodies, no cookies, and nothing that lets pages of others read an
 * answer.
 */
public final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

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

    private static final Document NOTHING = Document.error(404, "there is nothing here");
    private static final int PIECE = 64 * 1024;

    /** Makes the document of a path. */
    @FunctionalInterface
    public interface Resource {
        /**
         * May take its time and read the database. What it throws is answered with 500, without a word of it.
         *
         * @param request whose path is one of the site's, and whose query can be read
         * @return never null; {@link Document#error} where the request asks for what there is not
         */
        Document read(HttpServerRequest request) throws Exception;
    }

    private final Map<String, Resource> resources = new HashMap<>();
    private final Map<String, Resource> folders = new HashMap<>();
    private final Map<String, EventStream> streams = new HashMap<>();

    /** @param path without the slash at its beginning */
    public Site put(String path, Resource resource) {
        resources.put(path, resource);
        return this;
    }

    /** Puts the same document there for everybody. */
    public Site put(String path, Document document) {
        return put(path, request -> document);
    }

    /** @param prefix with a slash at its end: every path that begins with it, and has no resource of its own */
    public Site putBelow(String prefix, Resource resource) {
        folders.put(prefix, resource);
        return this;
    }

    /**
     * Sends a document to whoever listens at that path, as {@link EventStream} does.
     *
     * @param name of the events
     */
    public Site stream(String path, String name, Callable<Document> document) {
        streams.put(path, new EventStream(name, document));
        return this;
    }

    /** @param vertx whose worker threads make the documents */
    public void handle(Vertx vertx, HttpServerRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response().putHeader("Allow", "GET, HEAD");
            refuse(request, 405, "nothing can be changed here");
        } else if (hasBody(request)) {
            refuse(request, 413, "a request has no body here");
        } else {
            String path = request.path().startsWith("/") ? request.path().substring(1) : request.path();
            EventStream stream = streams.get(path);
            if (stream != null) {
                putHeaders(request.response(), "same-origin");
                stream.join(vertx, request);
            } else {
                find(path).ifPresentOrElse(resource -> read(vertx, request, resource), () -> answer(request, NOTHING));
            }
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || length != null && !length.equals("0");
    }

    private Optional<Resource> find(String path) {
        Resource resource = resources.get(path.isEmpty() ? "index.html" : path);
        return resource != null
                ? Optional.of(resource)
                : folders.keySet().stream().filter(path::startsWith).findFirst().map(folders::get);
    }

    private static void read(Vertx vertx, HttpServerRequest request, Resource resource) {
        try {
            request.params();
        } catch (IllegalArgumentException broken) {
            answer(request, Document.error(400, "the query cannot be read"));
            return;
        }
        vertx.executeBlocking(() -> resource.read(request), false)
                .onComplete(read -> answer(request, read.succeeded() ? read.result() : failed(request, read.cause())));
    }

    private static Document failed(HttpServerRequest request, Throwable failure) {
        LOG.warn("the page could not answer {}: {}", request.path(), failure.toString());
        return Document.error(500, "this could not be answered; the daemon's log says why");
    }

    /** Does not read the rest of what is sent: with the answer the connection ends. */
    static void refuse(HttpServerRequest request, int status, String message) {
        request.response().putHeader("Connection", "close").endHandler(ended -> request.connection()
                .close());
        answer(request, Document.error(status, message));
    }

    /** Sends it, with the headers that every answer has. */
    public static void answer(HttpServerRequest request, Document document) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        putHeaders(response, document.forOtherSites() ? "cross-origin" : "same-origin");
        response.setStatusCode(document.status()).putHeader("Cache-Control", document.cache());
        if (document.status() == 200) {
            response.putHeader("ETag", document.tag());
            String known = request.getHeader("If-None-Match");
            if (known != null
                    && (known.equals("*") || known.contains(document.tag().substring(2)))) {
                response.setStatusCode(304).end();
                return;
            }
        }
        byte[] bytes = document.bytes();
        if (document.gzip() != bytes && acceptsGzip(request)) {
            bytes = document.gzip();
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Type", document.type()).putHeader("Content-Length", String.valueOf(bytes.length));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            write(response, bytes, 0);
        }
    }

    private static void putHeaders(HttpServerResponse response, String readers) {
        HEADERS.forEach(response::putHeader);
        response.putHeader("Cross-Origin-Resource-Policy", readers);
    }

    private static boolean acceptsGzip(HttpServerRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null
                && accepted.contains("gzip")
                && !accepted.matches(".*gzip\\s*;\\s*q=0(\\.0*)?\\s*(,.*)?");
    }

    /**
     * Writes piece by piece, the next when the one before has gone: a slow line is one on which something moves. The bytes
     * are not copied, since many may read a large document slowly.
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
}
