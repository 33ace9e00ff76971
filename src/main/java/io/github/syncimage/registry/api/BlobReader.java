package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HEAD and GET of {@code /v2/NAME/blobs/DIGEST}, whole or in parts. */
final class BlobReader {
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes\\s+([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    /** Signed addresses hold for minutes; the parts of one blob are asked for within seconds of each other. */
    private static final Duration LOCATION_LIFE = Duration.ofSeconds(60);
    /** More blobs than are ever in flight. */
    private static final int MOST_LOCATIONS = 256;

    private final RegistryHttp http;
    /** Remembers where blobs have lately been redirected to. */
    private final LruCache<String, String> locations = new LruCache<>(MOST_LOCATIONS, LOCATION_LIFE);

    /**
     * A part of a blob that is wanted.
     *
     * @param call that reads the whole
     * @param from its first byte
     * @param end the byte behind its last one
     */
    private record Part(RegistryRequest call, Descriptor blob, long from, long end) {
        boolean isWhole() {
            return from == 0 && end == blob.size();
        }
    }

    BlobReader(RegistryHttp http) {
        this.http = http;
    }

    /** HEAD, before a push. */
    boolean exists(Repository repository, Digest digest) {
        // A redirect to where the content lies says that it exists, and signed addresses often allow no HEAD. A token
        // to push serves the upload that may follow, and is granted where one to pull what is not there yet is not.
        RegistryRequest call = RegistryRequest.push("look for the blob", repository, "HEAD", "/blobs/" + digest)
                .about(repository + "@" + digest);
        // Who may not look may still push; where not, the upload says so.
        return RequestFailure.unlessDenied(
                () -> http.exchange(call, answer -> switch (answer.status()) {
                    case 200, 204, 301, 302, 303, 307, 308 -> true;
                    case 404 -> false;
                    // Some proxies and gateways let no HEAD of a blob through.
                    case 400, 405, 501 -> false;
                    default -> throw RequestFailure.of(call, answer);
                }),
                false);
    }

    byte[] bytes(Repository repository, Descriptor blob, int maxBytes) {
        RegistryRequest call = call(repository, blob.digest());
        if (blob.size() > maxBytes) {
            throw RequestFailure.content(
                    call, "it has " + blob.size() + " bytes, more than " + maxBytes + " allowed here");
        }
        http.host(call).bandwidth.charge((int) blob.size());
        try (InputStream in =
                start(call, blob, 0, blob.size(), Bandwidth.UNLIMITED).orElseThrow()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw RequestFailure.of(call, e);
        }
    }

    Optional<InputStream> openRange(Repository repository, Descriptor blob, long from, long length) {
        if (from < 0 || length < 0 || from + length > blob.size()) {
            throw new IllegalArgumentException("no such part of " + blob + ": " + from + "+" + length);
        }
        RegistryRequest call = call(repository, blob.digest());
        return start(call, blob, from, from + length, http.host(call).bandwidth);
    }

    private Optional<InputStream> start(
            RegistryRequest call, Descriptor blob, long from, long end, Bandwidth bandwidth) {
        Hold permit = http.host(call).downloads.take(call);
        Stream stream = null;
        try {
            Part part = new Part(call, blob, from, end);
            RegistryResponse answer = answer(part, from);
            if (answer.status() == 200 && !part.isWhole()) {
                answer.abort();
                return Optional.empty();
            }
            stream = new Stream(part, answer, bandwidth, permit);
            return Optional.of(stream);
        } finally {
            if (stream == null) {
                permit.close();
            }
        }
    }

    /** An answer that gives the part from {@code position} on (206), or the whole blob (200). */
    private RegistryResponse answer(Part part, long position) {
        RegistryRequest call = part.isWhole() && position == 0
                ? part.call()
                : part.call().header("Range", "bytes=" + position + "-" + (part.end() - 1));
        RegistryResponse answer = reach(call);
        try {
            check(call, answer, part.blob(), position);
            return answer;
        } catch (RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /** Goes straight to where the blob was redirected to a moment ago: parts of it need no second round trip. */
    private RegistryResponse reach(RegistryRequest call) {
        Optional<String> known = locations.find(call.target());
        if (known.isPresent()) {
            RegistryResponse answer = http.open(call.at(known.get()));
            if (answer.status() == 200 || answer.status() == 206) {
                return answer;
            }
            answer.close();
            locations.remove(call.target());
        }
        RegistryResponse answer = http.open(call);
        if (!http.host(call).guard.owns(answer.uri())) {
            locations.put(call.target(), answer.uri().toString());
        }
        return answer;
    }

    private static void check(RegistryRequest call, RegistryResponse answer, Descriptor blob, long position) {
        switch (answer.status()) {
            case 200 -> checkSize(call, answer.length(), blob);
            case 206 -> {
                Matcher range = CONTENT_RANGE.matcher(
                        answer.header("Content-Range").orElse("").strip());
                if (!range.matches() || Long.parseLong(range.group(1)) != position) {
                    throw RequestFailure.content(call, "the registry sent another part than byte " + position + " on");
                }
                checkSize(call, range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2)), blob);
            }
            case 416 -> throw RequestFailure.content(call, "it is shorter than its size of " + blob.size());
            default -> throw RequestFailure.of(call, answer);
        }
    }

    private static void checkSize(RegistryRequest call, long told, Descriptor blob) {
        if (told >= 0 && told != blob.size()) {
            throw RequestFailure.content(call, "it has " + told + " bytes, and its manifest says " + blob.size());
        }
    }

    private static RegistryRequest call(Repository repository, Digest digest) {
        return RegistryRequest.pull("read the blob", repository, "GET", "/blobs/" + digest)
                .about(repository + "@" + digest);
    }

    /** The bytes of a blob or of a part of it, over as many connections as it takes. */
    private final class Stream extends BulkInputStream {
        /** A break after so much counts as going forward; a server that gives less each time is given up. */
        private static final long FORWARD = 1024 * 1024;

        private final Part part;
        private final Retry retry;
        private final Bandwidth bandwidth;
        private final Hold permit;
        private final AtomicBoolean closed = new AtomicBoolean();
        /** Null for a part, which has no digest of its own. */
        private final MessageDigest hash;

        private volatile RegistryResponse answer;
        private long position;
        private long openedAt;

        /** @param permit that the stream holds until it is closed */
        Stream(Part part, RegistryResponse answer, Bandwidth bandwidth, Hold permit) {
            this.part = part;
            this.answer = answer;
            this.retry = http.retry(part.call());
            this.bandwidth = bandwidth;
            this.permit = permit;
            this.hash = part.isWhole() ? part.blob().digest().newMessageDigest() : null;
            this.position = part.from();
            this.openedAt = position;
            if (part.from() == part.end()) {
                finish();
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (length == 0) {
                return 0;
            }
            if (position == part.end()) {
                return -1;
            }
            int count = some(buffer, offset, (int) Math.min(length, part.end() - position));
            position += count;
            if (hash != null) {
                hash.update(buffer, offset, count);
            }
            if (position == part.end()) {
                finish();
            }
            return count;
        }

        private int some(byte[] buffer, int offset, int most) throws IOException {
            while (true) {
                if (closed.get()) {
                    throw new IOException("the stream is closed");
                }
                IOException trouble;
                try {
                    int count = paced(buffer, offset, most);
                    if (count > 0) {
                        return count;
                    }
                    trouble = new IOException("it ended at byte " + position + " of "
                            + part.blob().size());
                } catch (IOException e) {
                    trouble = e;
                }
                goOn(trouble);
            }
        }

        private int paced(byte[] buffer, int offset, int most) throws IOException {
            int count = answer.body().read(buffer, offset, bandwidth.portion(most));
            if (count > 0) {
                bandwidth.take(part.call(), count);
            }
            return count;
        }

        private void goOn(IOException trouble) throws IOException {
            answer.abort();
            if (closed.get()) {
                throw trouble;
            }
            if (position - openedAt >= FORWARD) {
                retry.progressed();
            }
            do {
                retry.after(part.call(), trouble);
                answer = answer(part, position);
                openedAt = position;
                trouble = answer.status() == 200 ? skipped() : null;
            } while (trouble != null);
            if (closed.get()) {
                answer.abort();
            }
        }

        /** A server that knows no parts starts from the beginning again; what broke then, or null. */
        private IOException skipped() {
            byte[] waste = new byte[(int) Math.min(position, 64 * 1024)];
            try {
                for (long left = position; left > 0; ) {
                    int count = paced(waste, 0, (int) Math.min(left, waste.length));
                    if (count < 0) {
                        throw new EOFException("it ended " + left + " bytes before the part that is wanted");
                    }
                    left -= count;
                }
                return null;
            } catch (IOException e) {
                answer.abort();
                return e;
            }
        }

        /** Before the last bytes are handed out: nothing may follow, and all of it must be what it should be. */
        private void finish() {
            boolean more = hasMore();
            if (hash != null && more) {
                throw RequestFailure.content(
                        part.call(),
                        "it is longer than its size of " + part.blob().size());
            }
            if (hash != null) {
                Digest expected = part.blob().digest();
                Digest actual = Digest.finish(expected.algorithm(), hash);
                if (!actual.equals(expected)) {
                    throw RequestFailure.content(part.call(), "its content has the digest " + actual);
                }
            }
            // The answer was read to its end, so closing it keeps the connection.
            answer.close();
        }

        private boolean hasMore() {
            try {
                return answer.body().read() >= 0;
            } catch (IOException e) {
                // All that was promised came; how the connection ends does not matter.
                return false;
            }
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                if (position < part.end()) {
                    answer.abort();
                } else {
                    answer.close();
                }
                permit.close();
            }
        }
    }
}
