package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.http.Call;
import io.github.syncimage.registry.http.Failure;
import io.github.syncimage.registry.http.Payload;
import io.github.syncimage.registry.http.RegistryHttp;

/** PUT of {@code /v2/NAME/manifests/REFERENCE}. */
final class ManifestWriter {
    private final RegistryHttp http;

    ManifestWriter(RegistryHttp http) {
        this.http = http;
    }

    Digest put(ImageReference at, Manifest manifest) {
        Digest digest = manifest.digest();
        Call call = Call.push("write the manifest", at.repository(), "PUT", "/manifests/" + at.manifestReference())
                .about(at.toString())
                .payload(Payload.of(manifest.mediaType(), manifest.bytes()));
        return http.exchange(call, answer -> {
            if (answer.status() / 100 != 2) {
                throw Failure.of(call, answer);
            }
            String stored = answer.header("Docker-Content-Digest").orElse(digest.toString());
            // A registry may name another algorithm's digest; the same algorithm with another value is other content.
            if (stored.startsWith(digest.algorithm() + ":") && !stored.strip().equals(digest.toString())) {
                throw Failure.content(call, "the registry stored something else: " + stored);
            }
            return digest;
        });
    }
}
