package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.MountResult;
import io.github.syncimage.registry.RegistryException;
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
    /** How long a refusal is believed: rights change. */
    private static final Duration REFUSAL_LIFE = Duration.ofMinutes(10);

    private static final int MOST_REFUSALS = 1000;

    private final RegistryHttp http;
    private final BlobWriter writer;
    private final LruCache<Pair, Boolean> refused = new LruCache<>(MOST_REFUSALS, REFUSAL_LIFE);

    private record Pair(Repository from, Repository to) {}

    BlobMounter(RegistryHttp http, BlobWriter writer) {
        this.http = http;
        this.writer = writer;
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

    private MountResult offer(Repository to, Digest digest, Repository from) {
        RegistryRequest call = RegistryRequest.push(
                        "mount the blob", to, "POST", "/blobs/uploads/?mount=" + digest + "&from=" + from.path())
                .about(to + "@" + digest)
                .alsoReading(from);
        try (RegistryResponse answer = http.once(call)) {
            return switch (answer.status()) {
                case 201 -> MountResult.MOUNTED;
                case 202 -> {
                    writer.goOnWith(http.location(call, answer).toString(), to, digest);
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
}
