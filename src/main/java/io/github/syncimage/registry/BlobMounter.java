package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.http.Call;
import io.github.syncimage.registry.http.Failure;
import io.github.syncimage.registry.http.RegistryHttp;

/** POST of {@code /v2/NAME/blobs/uploads/?mount=DIGEST&from=NAME}. */
final class BlobMounter {
    private final RegistryHttp http;
    private final UploadSessions sessions;

    BlobMounter(RegistryHttp http, UploadSessions sessions) {
        this.http = http;
        this.sessions = sessions;
    }

    boolean mount(Repository to, Digest digest, Repository from) {
        if (!to.host().equals(from.host())) {
            throw new IllegalArgumentException("blobs are mounted within one registry: " + from + " to " + to);
        }
        Call call = Call.push("mount the blob", to, "POST", "/blobs/uploads/?mount=" + digest + "&from=" + from.path())
                .about(to + "@" + digest)
                .alsoReading(from);
        return http.exchange(call, answer -> switch (answer.status()) {
            case 201 -> true;
            case 202 -> {
                sessions.keep(to, digest, http.location(call, answer).toString());
                yield false;
            }
            // The other repository is gone or not readable for us; whether this one is writable, the upload will tell.
            case 400, 401, 403, 404, 405, 501 -> false;
            default -> throw Failure.of(call, answer);
        });
    }
}
