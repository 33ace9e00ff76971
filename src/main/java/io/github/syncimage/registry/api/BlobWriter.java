package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient.BlobSource;
import io.github.syncimage.registry.api.RegistryClient.MountResult;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Brings blobs into a repository: mounted from another one, or uploaded in one request, or by a session. */
final class BlobWriter {
    /** One request saves a round trip, and costs sending the blob twice where it is not taken. */
    private static final long SMALL = 256 * 1024;

    static final String BINARY = "application/octet-stream";

    /** Registries keep sessions for hours or days. */
    private static final Duration SESSION_LIFE = Duration.ofMinutes(5);
    /** More than there are ever blobs between their mount and their upload. */
    private static final int MOST_SESSIONS = 256;
    /** A refusal to mount is believed for so long: rights change. */
    private static final Duration REFUSAL_LIFE = Duration.ofMinutes(10);

    private static final int MOST_REFUSALS = 1000;

    private final RegistryHttp http;
    /** Addresses of sessions that a registry began instead of mounting a blob, for the upload of it that follows. */
    private final LruCache<ImageReference, String> sessions = new LruCache<>(MOST_SESSIONS, SESSION_LIFE);

    private final LruCache<Pair, Boolean> refused = new LruCache<>(MOST_REFUSALS, REFUSAL_LIFE);

    private record Pair(Repository from, Repository to) {}

    BlobWriter(RegistryHttp http) {
        this.http = http;
    }

    /** Begins an upload and cancels it: a push that leaves nothing. */
    void checkPush(Repository repository) {
        RegistryRequest begin = RegistryRequest.push("begin an upload", repository, "POST", "/blobs/uploads/");
        String session = http.exchange(begin, answer -> {
            if (answer.status() != 202) {
                throw RequestFailure.of(begin, answer);
            }
            return http.location(begin, answer).toString();
        });
        RegistryRequest cancel = RegistryRequest.push("cancel the upload", repository, "DELETE", "")
                .at(session);
        // Optional in the specification; a session that stays is thrown away by the registry sooner or later.
        http.exchange(cancel, answer -> null);
    }

    MountResult mount(Repository to, Digest digest, Repository from) {
        if (!to.host().equals(from.host())) {
            throw new IllegalArgumentException("blobs are mounted within one registry: " + from + " to " + to);
        }
        Pair pair = new Pair(from, to);
        if (refused.find(pair).isPresent()) {
            return MountResult.REFUSED;
        }
        MountResult answer = offer(to, digest, from);
        if (answer == MountResult.REFUSED) {
            refused.put(pair, true);
        }
        return answer;
    }

    /**
     * Tries once, because sending the blob is always possible. Trouble of the whole registry shows in the upload that
     * follows, which tells it and waits as it should.
     */
    private MountResult offer(Repository to, Digest digest, Repository from) {
        RegistryRequest call = RegistryRequest.push(
                        "mount the blob", to, "POST", "/blobs/uploads/?mount=" + digest + "&from=" + from.path())
                .about(to + "@" + digest)
                .alsoReading(from);
        try (RegistryResponse answer = http.once(call)) {
            return switch (answer.status()) {
                case 201 -> MountResult.MOUNTED;
                case 202 -> {
                    sessions.put(to.digest(digest), http.location(call, answer).toString());
                    yield MountResult.NOT_HELD;
                }
                default -> MountResult.REFUSED;
            };
        } catch (RegistryException e) {
            // The call was cancelled, which says nothing of the registry.
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return MountResult.REFUSED;
        } catch (IOException e) {
            return MountResult.REFUSED;
        }
    }

    void put(Repository to, Descriptor blob, BlobSource source) {
        RegistryRequest start = RegistryRequest.push("upload the blob", to, "POST", "/blobs/uploads/")
                .about(to + "@" + blob.digest());
        RegistryHost host = http.host(start);
        try (Hold permit = host.uploads.take(start);
                UploadWindow window = new UploadWindow(source, blob.size(), start, host.bandwidth)) {
            source.announce();
            Optional<String> session = sessions.remove(to.digest(blob.digest()));
            if (session.isEmpty() && blob.size() <= SMALL && !host.refusesSingleUpload) {
                SingleUpload single = single(start, blob, window);
                if (single.done()) {
                    return;
                }
                session = single.session();
            }
            new UploadSession(http, start, blob, window).run(session);
        } catch (UncheckedIOException e) {
            RegistryRequest reading = RegistryRequest.pull("read the source of the blob", to, "", "")
                    .about(start.target());
            throw RequestFailure.of(reading, e.getCause());
        }
    }

    /** The outcome of the single request: the blob is there, or maybe a session to go on with. */
    private record SingleUpload(boolean done, Optional<String> session) {
        static final SingleUpload NOTHING = new SingleUpload(false, Optional.empty());
    }

    private SingleUpload single(RegistryRequest start, Descriptor blob, UploadWindow window) {
        RegistryRequest call = start.at(start.address() + "?digest=" + blob.digest())
                .payload(new Payload(BINARY, blob.size(), () -> window.from(0, sent -> {})));
        try (RegistryResponse answer = http.once(call)) {
            if (answer.isTemporary()) {
                // The session's request comes to the same trouble, and waits as it should.
                return SingleUpload.NOTHING;
            }
            int status = answer.status();
            if (status == 401 || status == 403) {
                throw RequestFailure.of(call, answer);
            }
            if (status != 201) {
                http.host(call).refusesSingleUpload = true;
            }
            return status == 202
                    ? new SingleUpload(
                            false, Optional.of(http.location(call, answer).toString()))
                    : new SingleUpload(status == 201, Optional.empty());
        } catch (IOException e) {
            return SingleUpload.NOTHING;
        }
    }
}
