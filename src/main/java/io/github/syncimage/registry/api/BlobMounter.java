package io.github.syncimage.registry.api;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.MountAnswer;
import io.github.syncimage.registry.Recent;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.upload.UploadSessions;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.http.RegistryRequest;
import io.github.syncimage.registry.http.RegistryResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * POST of {@code /v2/NAME/blobs/uploads/?mount=DIGEST&from=NAME}: tried once, because sending the blob is always
 * possible. Trouble of the whole registry shows in the upload that follows, which tells it and waits as it should.
 */
final class BlobMounter {
    /** Rights change by the day. */
    private static final Duration REFUSAL_LIFE = Duration.ofMinutes(10);

    private static final int MOST_REFUSALS = 1000;

    private final RegistryHttp http;
    private final UploadSessions sessions;
    private final Recent<Pair, Boolean> refused = new Recent<>(MOST_REFUSALS, REFUSAL_LIFE);

    private record Pair(Repository from, Repository to) {}

    BlobMounter(RegistryHttp http, UploadSessions sessions) {
        this.http = http;
        this.sessions = sessions;
    }

    MountAnswer mount(Repository to, Digest digest, Repository from) {
        if (!to.host().equals(from.host())) {
            throw new IllegalArgumentException("blobs are mounted within one registry: " + from + " to " + to);
        }
        Pair pair = new Pair(from, to);
        if (refused.find(pair).isPresent()) {
            return MountAnswer.REFUSED;
        }
        MountAnswer answer = offer(to, digest, from);
        if (answer == MountAnswer.REFUSED) {
            refused.put(pair, true);
        }
        return answer;
    }

    private MountAnswer offer(Repository to, Digest digest, Repository from) {
        RegistryRequest call = RegistryRequest.push(
                        "mount the blob", to, "POST", "/blobs/uploads/?mount=" + digest + "&from=" + from.path())
                .about(to + "@" + digest)
                .alsoReading(from);
        try (RegistryResponse answer = http.once(call)) {
            return switch (answer.status()) {
                case 201 -> MountAnswer.MOUNTED;
                case 202 -> {
                    sessions.keep(to, digest, http.location(call, answer).toString());
                    yield MountAnswer.NOT_HELD;
                }
                default -> MountAnswer.REFUSED;
            };
        } catch (RegistryException e) {
            // Whoever stopped us is no registry.
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return MountAnswer.REFUSED;
        } catch (IOException e) {
            return MountAnswer.REFUSED;
        }
    }
}
