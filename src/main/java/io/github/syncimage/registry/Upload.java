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
 * sends the rest and PUT closes it. Where the session is lost it starts again with another one, in small chunks: CNCF
 * distribution 2.8 gives up a session whose request broke, and some fronts limit what one request may carry.
 */
final class Upload {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    /** Getting so much further than ever before is going forward; other breaks in a row are counted. */
    private static final long FORWARD = 1024 * 1024;
    /** The smallest part that object stores behind registries take. */
    private static final long CHUNK = 5 * 1024 * 1024;

    private final RegistryHttp http;
    private final Call start;
    private final Descriptor blob;
    private final BlobSource source;
    private final Retry retry;
    private String session;
    private long offset;
    private long furthest;
    private long minimumChunk;
    private long chunk = Long.MAX_VALUE;

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
            goOn();
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

    /** Sends what the registry has not got; false when it was told to wait, or to do it differently. */
    private boolean sent() throws IOException {
        long most = Math.max(chunk, minimumChunk);
        if (offset == 0 && blob.size() <= most) {
            return accepted(call("PUT", withDigest()).payload(part(blob.size())));
        }
        while (offset < blob.size()) {
            long length = Math.min(most, blob.size() - offset);
            Call patch = call("PATCH", session)
                    .header("Content-Range", offset + "-" + (offset + length - 1))
                    .payload(part(length));
            if (!accepted(patch)) {
                return false;
            }
            reached(offset + length);
        }
        return accepted(call("PUT", withDigest()).payload(Payload.of(BlobWriter.BINARY, new byte[0])));
    }

    private boolean accepted(Call call) throws IOException {
        try (Answer answer = http.once(call)) {
            int status = answer.status();
            if (status / 100 == 2) {
                if (status == 202) {
                    session = http.location(call, answer).toString();
                }
                return true;
            }
            boolean lost = offset > 0 && status != 401 && status != 403
                    || status == 404 && answer.isAbout("BLOB_UPLOAD_UNKNOWN")
                    || status == 413 && chunk > CHUNK;
            if (Retry.isTemporary(answer)) {
                retry.after(call, answer);
            } else if (lost) {
                retry.after(call, answer);
                session = null;
                chunk = CHUNK;
            } else {
                throw Failure.of(call, answer);
            }
            return false;
        }
    }

    /** After a break: asks how far this session got, or gives it up. */
    private void goOn() {
        if (session == null) {
            return;
        }
        reached(told());
        long left = blob.size() - offset;
        if (offset <= 0 || left < 0 || left > 0 && left < minimumChunk) {
            session = null;
            chunk = CHUNK;
        }
    }

    private void reached(long newOffset) {
        offset = newOffset;
        if (offset - furthest >= FORWARD) {
            furthest = offset;
            retry.progressed();
        }
    }

    /** How many bytes the session holds; 0 where it does not say. {@code 0-0} is what an empty one says, too. */
    private long told() {
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

    private Payload part(long length) {
        long from = offset;
        return new Payload(BlobWriter.BINARY, length, () -> source.open(from));
    }

    private Call call(String method, String address) {
        return start.then(method, address);
    }

    private String withDigest() {
        return session + (session.contains("?") ? "&" : "?") + "digest=" + blob.digest();
    }
}
