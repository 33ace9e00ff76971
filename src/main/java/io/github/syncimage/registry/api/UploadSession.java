package io.github.syncimage.registry.api;

import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One upload session: POST, then PUT of the whole, or PATCH in chunks where the host is known to take no larger request.
 * When that breaks, GET of the session tells how far it got, and the rest goes on from there. Where the session is lost
 * it starts again with another one: CNCF distribution 2.8 gives up a session whose request broke. What one request gets
 * through is learned for the host ({@link BodySizeLimit}).
 */
final class UploadSession {
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    /** Getting so much further than ever before is going forward; other breaks in a row are counted. */
    private static final long FORWARD = 1024 * 1024;

    private final RegistryHttp http;
    private final RegistryRequest start;
    private final Descriptor blob;
    private final UploadWindow window;
    private final Retry retry;
    private final BodySizeLimit sizes;
    private String session;
    private long offset;
    private long furthest;
    private long minimumChunk;
    private long chunk;
    private Body broken;

    /** A request that has not been taken: its length, where it began, and how much of it was sent. */
    private static final class Body {
        private final long from;
        private final long length;
        private long sent;
        private boolean cut;

        Body(long from, long length) {
            this.from = from;
            this.length = length;
        }
    }

    UploadSession(RegistryHttp http, RegistryRequest start, Descriptor blob, UploadWindow window) {
        this.http = http;
        this.start = start;
        this.blob = blob;
        this.window = window;
        this.retry = http.retry(start);
        this.sizes = http.host(start).bodySizes;
    }

    /** @param begun a session that there is already */
    void run(Optional<String> begun) {
        session = begun.orElse(null);
        while (true) {
            if (session == null && begin()) {
                return;
            }
            try {
                if (sentInTurn()) {
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
            default -> throw RequestFailure.of(start, answer);
        });
    }

    private boolean sentInTurn() throws IOException {
        try (BodySizeLimit.Trial trial = sizes.begin(start, blob.size() - offset)) {
            // Chunks get no larger while they get through: one that breaks could cost all that the session holds.
            chunk = Math.max(sizes.most(), minimumChunk);
            return sent(trial);
        }
    }

    /** Sends what the registry has not got; false when it was told to wait, or to do it differently. */
    private boolean sent(BodySizeLimit.Trial trial) throws IOException {
        if (offset == 0 && blob.size() <= chunk) {
            return accepted(call("PUT", withDigest()), blob.size(), trial);
        }
        while (offset < blob.size()) {
            long length = Math.min(chunk, blob.size() - offset);
            RegistryRequest patch =
                    call("PATCH", session).header("Content-Range", offset + "-" + (offset + length - 1));
            if (!accepted(patch, length, trial)) {
                return false;
            }
            reached(offset + length);
        }
        return accepted(call("PUT", withDigest()), 0, trial);
    }

    /** Sends so many bytes from the offset on. */
    private boolean accepted(RegistryRequest hostOf, long length, BodySizeLimit.Trial trial) throws IOException {
        Body body = new Body(offset, length);
        broken = body;
        RegistryRequest call = hostOf.payload(new Payload(
                BlobWriter.BINARY,
                length,
                () -> window.from(body.from, sent -> {
                    body.sent = sent;
                    trial.sent(sent);
                    window.keep(trial.goesOn() ? UploadWindow.OF_A_TRIAL : UploadWindow.ofAChunk(length));
                })));
        try (RegistryResponse answer = http.once(call)) {
            if (answer.status() / 100 != 2) {
                refused(call, answer, length, trial);
                return false;
            }
            if (answer.status() == 202) {
                session = http.location(call, answer).toString();
            }
            sizes.passed(length);
            broken = null;
            return true;
        } catch (IOException e) {
            // Learned before the trial ends, so that the next body is sent by it.
            sizes.broke(length, body.sent);
            body.cut = true;
            throw e;
        }
    }

    /** @throws RegistryException where another try would not help */
    private void refused(RegistryRequest call, RegistryResponse answer, long length, BodySizeLimit.Trial trial) {
        int status = answer.status();
        boolean lost =
                offset > 0 && status != 401 && status != 403 || status == 404 && answer.isAbout("BLOB_UPLOAD_UNKNOWN");
        if (status == 413) {
            if (!sizes.refused(length) || sizes.most() < minimumChunk) {
                throw RequestFailure.tooLarge(call, answer, length);
            }
            return;
        }
        // The pauses that follow are no part of the trial.
        trial.close();
        if (answer.isTemporary()) {
            retry.after(call, answer);
        } else if (lost) {
            retry.after(call, answer);
            session = null;
        } else {
            throw RequestFailure.of(call, answer);
        }
    }

    /** After a break: asks how far this session got, or gives it up; and learns what got through. */
    private void goOn() {
        long told = session == null ? 0 : told();
        if (broken != null && told > broken.from) {
            sizes.broke(broken.length, told - broken.from);
        } else if (broken != null && broken.cut) {
            sizes.lost(broken.length, broken.sent);
        }
        broken = null;
        if (session == null) {
            return;
        }
        reached(told);
        long left = blob.size() - offset;
        if (offset <= 0 || left < 0 || left > 0 && left < minimumChunk) {
            session = null;
        }
    }

    private void reached(long newOffset) {
        offset = newOffset;
        if (offset - furthest >= FORWARD) {
            furthest = offset;
            retry.progressed();
        }
    }

    /** Asks how many bytes the session holds; 0 where it does not say. An empty one says {@code 0-0}, too. */
    private long told() {
        RegistryRequest ask = call("GET", session);
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

    private RegistryRequest call(String method, String address) {
        return start.then(method, address);
    }

    private String withDigest() {
        return session + (session.contains("?") ? "&" : "?") + "digest=" + blob.digest();
    }
}
