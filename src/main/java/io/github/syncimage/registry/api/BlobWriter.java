package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.concurrent.Permit;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.BlobSource;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.http.Payload;
import io.github.syncimage.registry.http.RegistryHost;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.http.RegistryRequest;
import io.github.syncimage.registry.http.RegistryResponse;
import io.github.syncimage.registry.http.RequestFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** Uploads blobs: in one request where that works and is worth it, else by a session. */
public final class BlobWriter {
    /** One request saves a round trip, and costs sending the blob twice where it is not taken. */
    private static final long SMALL = 256 * 1024;

    static final String BINARY = "application/octet-stream";

    /** Registries keep sessions for hours or days. */
    private static final Duration SESSION_LIFE = Duration.ofMinutes(5);
    /** More than there are ever blobs between their mount and their upload. */
    private static final int MOST_SESSIONS = 256;

    private final RegistryHttp http;
    private final LruCache<ImageReference, String> sessions = new LruCache<>(MOST_SESSIONS, SESSION_LIFE);

    public BlobWriter(RegistryHttp http) {
        this.http = http;
    }

    /** The upload of this blob that follows takes a session, by its address, that a registry began instead of mounting it. */
    public void goOnWith(String session, Repository to, Digest blob) {
        sessions.put(to.digest(blob), session);
    }

    public void put(Repository to, Descriptor blob, BlobSource source) {
        RegistryRequest start = RegistryRequest.push("upload the blob", to, "POST", "/blobs/uploads/")
                .about(to + "@" + blob.digest());
        RegistryHost host = http.host(start);
        try (Permit place = host.uploads().take(start);
                UploadWindow window = new UploadWindow(source, blob.size(), start, host.bandwidth())) {
            source.announce();
            Optional<String> session = sessions.remove(to.digest(blob.digest()));
            if (session.isEmpty() && blob.size() <= SMALL && !host.refusesSingleUpload()) {
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

    /** What came of the single request: the blob is there, or maybe a session to go on with. */
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
            switch (answer.status()) {
                case 201:
                    return new SingleUpload(true, Optional.empty());
                case 401, 403:
                    throw RequestFailure.of(call, answer);
                case 202:
                    http.host(call).noteNoSingleUpload();
                    return new SingleUpload(
                            false, Optional.of(http.location(call, answer).toString()));
                default:
                    http.host(call).noteNoSingleUpload();
                    return SingleUpload.NOTHING;
            }
        } catch (IOException e) {
            return SingleUpload.NOTHING;
        }
    }
}
