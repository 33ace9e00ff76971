package io.github.syncimage.registry;

import io.github.syncimage.registry.http.Answer;
import io.github.syncimage.registry.http.Call;
import io.github.syncimage.registry.http.Failure;
import io.github.syncimage.registry.http.Payload;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.http.Retry;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One upload session: POST, then PUT of the whole. When that breaks, GET of the session tells how far it got, PATCH
 * sends the rest and PUT closes it; where this does not work it starts again with another session.
 */
final class Upload {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    /** A break after so much counts as going forward. */
    private static final long FORWARD = 1024 * 1024;

    private final RegistryHttp http;
    private final Call start;
    private final Descriptor blob;
    private final BlobSource source;
    private final Retry retry;
    private String session;
    private long offset;
    private long minimumChunk;

    Upload(RegistryHttp http, Call start, Descriptor blob, BlobSource source) {
        this.http = http;
        this.start = start;
        this.blob = blob;
        this.source = source;
        this.retry = http.retry(start);
    }

    /** @param begun a session that there is already */
    void run(Optional<String> begun) {
        session = begun.orElse(null);
        while (true) {
            if (session == null && begin()) {
                return;
            }
            try {
                if (sent()) {
                    return;
                }
            } catch (IOException e) {
                retry.after(start, e);
            }
            findOffset();
        }
    }

    /** Asks for a session; true when the registry has the blob after all. */
    private boolean begin() {
        offset = 0;
        return http.exchange(start, answer -> switch (answer.status()) {
            case 201 -> true;
            case 202 -> {
                minimumChunk = answer.header("OCI-Chunk-Min-Length")
                        .filter(text -> text.matches("[0-9]{1,18}"))
                        .map(Long::parseLong)
                        .orElse(0L);
                session = http.location(start, answer).toString();
                yield false;
            }
            default -> throw Failure.of(start, answer);
        });
    }

    /** Sends what the registry has not got; false when the rest has to be sent differently. */
    private boolean sent() throws IOException {
        if (offset == 0) {
            return closed(call("PUT", withDigest()).payload(rest()));
        }
        Call patch = call("PATCH", session)
                .header("Content-Range", offset + "-" + (blob.size() - 1))
                .payload(rest());
        if (offset < blob.size()) {
            try (Answer answer = http.once(patch)) {
                if (!accepted(patch, answer, 202)) {
                    return false;
                }
                session = http.location(patch, answer).toString();
            }
        }
        return closed(call("PUT", withDigest()).payload(Payload.of(BlobWriter.BINARY, new byte[0])));
    }

    private boolean closed(Call put) throws IOException {
        try (Answer answer = http.once(put)) {
            return accepted(put, answer, 201);
        }
    }

    private boolean accepted(Call call, Answer answer, int expected) {
        if (answer.status() == expected || answer.status() == 204) {
            return true;
        }
        boolean resumed = offset > 0;
        if (Retry.isTemporary(answer)) {
            retry.after(call, answer);
        } else if (resumed && answer.status() >= 400 && answer.status() != 401 && answer.status() != 403
                || answer.status() == 404 && answer.isAbout("BLOB_UPLOAD_UNKNOWN")) {
            // The session is gone, or what it holds is not what it said.
            retry.after(call, new IOException("HTTP " + answer.status() + " to the rest of an upload"));
            session = null;
        } else {
            throw Failure.of(call, answer);
        }
        return false;
    }

    /** After a break: goes on with this session from {@link #offset}, or without one. */
    private void findOffset() {
        if (session == null) {
            return;
        }
        long before = offset;
        offset = reached();
        long left = blob.size() - offset;
        if (offset <= 0 || left < 0 || left > 0 && left < minimumChunk) {
            session = null;
            offset = 0;
        } else if (offset - before >= FORWARD) {
            retry.progressed();
        }
    }

    /** How many bytes the session holds; 0 where it does not say. {@code 0-0} is what an empty one says, too. */
    private long reached() {
        Call ask = call("GET", session);
        try {
            return http.exchange(ask, answer -> {
                Matcher range = RANGE.matcher(answer.header("Range").orElse("").strip());
                if (answer.status() / 100 != 2
                        || !range.matches()
                        || range.group(1).equals("0")) {
                    return 0L;
                }
                if (answer.header("Location").isPresent()) {
                    session = http.location(ask, answer).toString();
                }
                return Long.parseLong(range.group(1)) + 1;
            });
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.RATE_LIMITED) {
                throw e;
            }
            return 0;
        }
    }

    private Payload rest() {
        long from = offset;
        return new Payload(BlobWriter.BINARY, blob.size() - from, () -> source.open(from));
    }

    private Call call(String method, String address) {
        return new Call(
                start.action(),
                start.target(),
                start.repository(),
                method,
                address,
                start.scope(),
                start.headers(),
                null,
                false);
    }

    private String withDigest() {
        return session + (session.contains("?") ? "&" : "?") + "digest=" + blob.digest();
    }
}
