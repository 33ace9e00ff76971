package io.github.syncimage.github.webhook;

import io.github.syncimage.github.webhook.Deliveries.Outcome;
import io.github.syncimage.github.webhook.WebhookServer.Delivery;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One request from its head to its answer. Whatever is wrong with it, its body is read to the end first, so that a caller
 * that reads no answer before it has sent all gets one; but not beyond the size that GitHub knows. Each answer ends the
 * connection.
 */
final class DeliveryRequest {
    /** GitHub's own bound for a payload. */
    private static final long MOST_BYTES = 25L * 1024 * 1024;
    /**
     * What is kept of a body to be read: title, comment, body and the former body of an issue have at most 65,536
     * characters each, which JSON may write with six bytes. What is larger is about none.
     */
    private static final int MOST_KEPT = 2 * 1024 * 1024;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern EVENT = Pattern.compile("[a-z_]{1,100}");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String FIELD = "payload=";

    private final HttpServerRequest request;
    private final WebhookServer server;
    private Buffer kept = Buffer.buffer();
    private BodySignature signature;
    private Reply refusal;
    private long length;
    private boolean complete;
    private boolean answered;
    private boolean left;

    DeliveryRequest(HttpServerRequest request, WebhookServer server) {
        this.request = request;
        this.server = server;
    }

    void begin() {
        refusal = server.inflow.enter() ? head() : Reply.TOO_MANY;
        request.response().exceptionHandler(gone -> leave());
        request.response().closeHandler(gone -> leave());
        request.exceptionHandler(broken -> leave());
        request.handler(this::read).endHandler(all -> complete());
        if (refusal == Reply.TOO_LARGE) {
            end(refusal);
        }
    }

    /** Returns what is wrong with the head; null where nothing is. */
    private Reply head() {
        if (!server.path.equals(request.path())) {
            return Reply.NOT_HERE;
        }
        if (request.method() != HttpMethod.POST) {
            request.response().putHeader("Allow", "POST");
            return Reply.NO_POST;
        }
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && (!announced.matches("[0-9]{1,9}") || Long.parseLong(announced) > MOST_BYTES)) {
            return Reply.TOO_LARGE;
        }
        if (!type().equals("application/json") && !isForm()) {
            return Reply.OTHER_TYPE;
        }
        try {
            signature = new BodySignature(server.secrets, request.getHeader("X-Hub-Signature-256"));
        } catch (IllegalArgumentException none) {
            return Reply.UNSIGNED;
        }
        return ID.matcher(id()).matches() && EVENT.matcher(event()).matches() ? null : Reply.NO_DELIVERY;
    }

    private String id() {
        return header("X-GitHub-Delivery");
    }

    private String event() {
        return header("X-GitHub-Event");
    }

    private String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value.strip();
    }

    /** Returns whether the body is of the type that the form of a new webhook suggests. */
    private boolean isForm() {
        return type().equals(FORM);
    }

    private String type() {
        return header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private void read(Buffer bytes) {
        length += bytes.length();
        if (length > MOST_BYTES) {
            refuse(Reply.TOO_LARGE);
            end(Reply.TOO_LARGE);
        } else if (refusal == null) {
            signature.update(bytes.getBytes());
            keep(bytes);
        }
    }

    private void keep(Buffer bytes) {
        if (length > MOST_KEPT) {
            release();
        } else if (server.inflow.keep(bytes.length())) {
            kept.appendBuffer(bytes);
        } else {
            refuse(Reply.TOO_MANY);
        }
    }

    private void refuse(Reply reply) {
        refusal = reply;
        release();
    }

    private void release() {
        server.inflow.release(kept.length());
        kept = Buffer.buffer();
    }

    private void complete() {
        complete = true;
        if (answered) {
            request.connection().close();
        } else if (refusal != null) {
            end(refusal);
        } else if (!signature.matches()) {
            end(Reply.WRONGLY_SIGNED);
        } else if (length > MOST_KEPT) {
            end(Reply.TOO_LARGE_FOR_AN_ISSUE);
        } else {
            signed();
        }
    }

    private void signed() {
        String json = isForm() ? payload() : kept.toString(StandardCharsets.UTF_8);
        if (json == null) {
            end(Reply.NO_JSON);
        } else {
            server.take(new Delivery(id(), event(), json), this);
        }
    }

    private String payload() {
        return Stream.of(kept.toString(StandardCharsets.UTF_8).split("&"))
                .filter(field -> field.startsWith(FIELD))
                .findFirst()
                .map(field -> decode(field.substring(FIELD.length())))
                .orElse(null);
    }

    private static String decode(String field) {
        try {
            return URLDecoder.decode(field, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return null;
        }
    }

    /** Answers; the connection ends once the caller has sent all. */
    void end(Reply reply) {
        if (answered) {
            return;
        }
        answered = true;
        if (reply.outcome != null) {
            server.deliveries.counted(reply.outcome);
        }
        leave();
        if (request.response().closed()) {
            return;
        }
        request.response()
                .setStatusCode(reply.status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(reply.text)
                .onComplete(sent -> hangUp());
    }

    // What is still on its way would make the machine break the connection, and the answer with it.
    private void hangUp() {
        if (complete) {
            request.connection().close();
        }
    }

    private void leave() {
        if (!left) {
            left = true;
            release();
            server.inflow.leave();
        }
    }

    /** What a caller is told; GitHub shows the text among a webhook's recent deliveries, where an operator looks for it. */
    enum Reply {
        TAKEN(202, null, "accepted"),
        REPEATED(202, Outcome.REPEATED, "this delivery has come before"),
        TOO_LARGE_FOR_AN_ISSUE(202, Outcome.IGNORED, "accepted, and about no issue"),
        NO_DELIVERY(400, Outcome.REFUSED, "a delivery carries X-GitHub-Event and X-GitHub-Delivery"),
        NO_JSON(400, Outcome.REFUSED, "the form has no field 'payload'"),
        UNSIGNED(
                401,
                Outcome.UNSIGNED,
                "X-Hub-Signature-256 is missing: give the webhook the secret in github.webhook_secret"),
        WRONGLY_SIGNED(
                401,
                Outcome.UNSIGNED,
                "the signature is wrong: is the webhook's secret the one in github.webhook_secret?"),
        NOT_HERE(404, Outcome.REFUSED, "nothing is here"),
        NO_POST(405, Outcome.REFUSED, "deliveries come by POST"),
        TOO_LARGE(413, Outcome.REFUSED, "larger than any delivery of GitHub's (25 MiB)"),
        OTHER_TYPE(415, Outcome.REFUSED, "deliveries are application/json or application/x-www-form-urlencoded"),
        TOO_MANY(429, Outcome.LIMITED, "too many at once, a poll finds what this was about"),
        ROUTE_FAILED(
                500, Outcome.FAILED, "a step of receive-webhook failed, see the log; a poll finds what this was about"),
        NOBODY_THERE(503, Outcome.LIMITED, "receive-webhook does not run now, a poll finds what this was about");

        final int status;
        /** Null where it is counted by what it was about. */
        final Outcome outcome;

        final String text;

        Reply(int status, Outcome outcome, String text) {
            this.status = status;
            this.outcome = outcome;
            this.text = text + "\n";
        }
    }

    /**
     * The signature over the bytes of one body, computed as they come in, so that none of them has to be read, or even kept,
     * before it is known who sent them.
     *
     * @see <a href="https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries">the header</a>
     */
    static final class BodySignature {
        private static final String ALGORITHM = "HmacSHA256";
        private static final Pattern HEADER = Pattern.compile("sha256=([0-9a-fA-F]{64})");

        private final byte[] claimed;
        private final List<Mac> macs;

        /**
         * @param secrets that GitHub may sign with, one a line: several while one takes the place of another, and blank lines
         *     count for nothing
         * @param header {@code X-Hub-Signature-256}; null where there is none
         * @throws IllegalArgumentException where that is no signature at all
         */
        BodySignature(String secrets, String header) {
            Matcher known = HEADER.matcher(header == null ? "" : header.strip());
            if (!known.matches()) {
                throw new IllegalArgumentException("no signature");
            }
            claimed = HexFormat.of().parseHex(known.group(1));
            macs = secrets.lines()
                    .map(String::strip)
                    .filter(secret -> !secret.isEmpty())
                    .map(BodySignature::mac)
                    .toList();
        }

        private static Mac mac(String secret) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, e);
            }
        }

        void update(byte[] bytes) {
            macs.forEach(mac -> mac.update(bytes));
        }

        /** Returns whether one of the secrets made the claimed one; takes as long for every wrong one. Asked once. */
        boolean matches() {
            boolean matches = false;
            for (Mac mac : macs) {
                matches |= MessageDigest.isEqual(mac.doFinal(), claimed);
            }
            return matches;
        }
    }
}
