package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** An answer whose body is not read yet. Closing it before the end breaks the connection instead of draining it. */
final class RegistryResponse implements AutoCloseable {
    /** Reads an answer; may fail in the middle, and is then given another one. */
    @FunctionalInterface
    interface Reader<T> {
        T read(RegistryResponse answer) throws IOException;
    }

    /** Reading so little more is cheaper than another connection. */
    private static final int WORTH_DRAINING = 16 * 1024;

    private static final int LONGEST_ERROR = 8 * 1024;

    /**
     * Beside those of HTTP: 499 (nginx and load balancers that gave up waiting), 520 to 524 (Cloudflare did not get an
     * answer from what is behind it), 598 (proxies that timed out).
     *
     * @see <a href="https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/">
     *     Cloudflare's</a>
     */
    private static final Set<Integer> TEMPORARY =
            Set.of(408, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 598);

    /** The error code of the distribution specification, which some send with another status than 429. */
    static final String RATE_LIMIT = "TOOMANYREQUESTS";

    private final URI uri;
    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;
    private final MinimumRateStream body;
    private final Hold cancellation;
    private Errors errors;

    /** @param cancellation breaks the request while it is registered */
    RegistryResponse(
            URI uri, HttpUriRequestBase request, ClassicHttpResponse response, Patience patience, Hold cancellation)
            throws IOException {
        this.cancellation = cancellation;
        this.uri = uri;
        this.request = request;
        this.response = response;
        InputStream content =
                response.getEntity() == null ? null : response.getEntity().getContent();
        this.body = new MinimumRateStream(content == null ? InputStream.nullInputStream() : content, patience);
    }

    /** The address that gave this answer, after redirects. */
    URI uri() {
        return uri;
    }

    int status() {
        return response.getCode();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** Tells whether the same request may get another answer later. */
    boolean isTemporary() {
        boolean hidden = status() >= 400 && status() < 500 && status() != 401 && status() != 404;
        return isTemporary(status()) || hidden && isAbout(RATE_LIMIT);
    }

    static boolean isTemporary(int status) {
        return TEMPORARY.contains(status);
    }

    /** Tells whether the registry takes no more requests for a while. */
    boolean isRateLimited() {
        return status() == 429 || isAbout(RATE_LIMIT);
    }

    /** The digest by which the registry names the manifest of this answer; empty where it tells none. */
    Optional<Digest> digest() {
        try {
            return header("Docker-Content-Digest").map(String::strip).map(Digest::parse);
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    List<String> headers(String name) {
        return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
    }

    /** Reads {@code Content-Length}, -1 without a plain number there. */
    long length() {
        String text = header("Content-Length").orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    /** Waits no longer than the patience allows; closing it does nothing, close the answer. */
    InputStream body() {
        return body;
    }

    /**
     * The whole body.
     *
     * @param tooLong says what is wrong where it is longer than {@code most} bytes, which is a {@link RegistryException}
     */
    byte[] bytes(RegistryRequest call, int most, String tooLong) throws IOException {
        byte[] bytes = length() > most ? new byte[0] : body.readNBytes(most + 1);
        if (Math.max(length(), bytes.length) > most) {
            throw RequestFailure.content(call, tooLong);
        }
        if (length() > bytes.length) {
            throw new IOException("the body ended early");
        }
        return bytes;
    }

    /** Reads from the body, bounded, what the registry says is wrong. */
    Errors errors() {
        if (errors == null) {
            try {
                errors = Errors.parse(body.readNBytes(LONGEST_ERROR));
            } catch (IOException e) {
                errors = Errors.parse(new byte[0]);
            }
        }
        return errors;
    }

    /** Tells whether the registry's errors hold this code. */
    boolean isAbout(String code) {
        return errors().codes().contains(code);
    }

    /** Breaks the connection; may be called while another thread reads. */
    void abort() {
        cancellation.close();
        request.cancel();
        try {
            response.close();
        } catch (IOException e) {
            // It is being broken: how does not matter.
        }
    }

    @Override
    public void close() {
        try (cancellation) {
            if (!body.ended && !drained()) {
                request.cancel();
            }
            response.close();
        } catch (IOException e) {
            request.cancel();
        }
    }

    /** Tells whether so little was left that reading it keeps the connection. */
    private boolean drained() throws IOException {
        if (length() > WORTH_DRAINING) {
            return false;
        }
        body.readNBytes(WORTH_DRAINING);
        return body.ended || body.read() < 0;
    }

    /** Fails when a body drips: only time spent waiting for it counts, not what its reader takes. */
    private static final class MinimumRateStream extends BulkInputStream {
        private final InputStream in;
        private final long window;
        private final long bytesPerWindow;
        private long waited;
        private long came;
        /** Becomes true once all of it was read, so that its connection serves again. */
        private boolean ended;

        MinimumRateStream(InputStream in, Patience patience) {
            this.in = in;
            this.window = patience.window().toNanos();
            this.bytesPerWindow = patience.bytesPerWindow();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long start = System.nanoTime();
            int count = in.read(buffer, offset, length);
            waited += System.nanoTime() - start;
            ended |= count < 0;
            came += Math.max(count, 0);
            if (waited > window) {
                if (came < bytesPerWindow && !ended) {
                    throw new IOException("the body drips: " + came + " bytes in " + window / 1_000_000_000 + " s");
                }
                waited = 0;
                came = 0;
            }
            return count;
        }
    }

    /**
     * The errors that a registry tells, in any of the shapes that they use: {@code errors[].code/message} of the distribution
     * specification, {@code errors[].errorCode/errorMessage} and {@code error_code/error_msg} of SWR, {@code details} and
     * {@code error} of token services.
     *
     * @param codes maybe none
     * @param text in one line, short, without control characters, maybe empty
     */
    record Errors(List<String> codes, String text) {
        private static final List<String> CODES = List.of("code", "errorCode", "error_code");
        private static final List<String> MESSAGES =
                List.of("message", "errorMessage", "error_msg", "details", "error");
        private static final int LONGEST_TEXT = 300;
        private static final int MOST_ERRORS = 5;

        static Errors parse(byte[] body) {
            if (body.length == 0) {
                return new Errors(List.of(), "");
            }
            List<Map<String, Object>> roots;
            try {
                roots = Json.objects(Collections.singletonList(Json.readValue(body)));
            } catch (IOException e) {
                return new Errors(List.of(), plainText(body));
            }
            List<String> codes = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            Stream<Map<String, Object>> nodes = roots.stream()
                    .flatMap(root -> Stream.concat(Stream.of(root), Json.objects(root, "errors").stream()));
            nodes.limit(1 + MOST_ERRORS).forEach(node -> {
                String code = Json.text(node, CODES);
                String message = Json.text(node, MESSAGES);
                if (!code.isEmpty()) {
                    codes.add(clean(code));
                }
                if (!code.isEmpty() || !message.isEmpty()) {
                    texts.add((code + " " + message).strip());
                }
            });
            return new Errors(List.copyOf(codes), clean(String.join("; ", texts)));
        }

        /** A page of HTML tells a person nothing here. */
        private static String plainText(byte[] body) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            return text.startsWith("<") ? "" : clean(text);
        }

        /** One short line that can do nothing to a terminal or a log. */
        static String clean(String text) {
            return OneLine.of(text, LONGEST_TEXT);
        }
    }
}
