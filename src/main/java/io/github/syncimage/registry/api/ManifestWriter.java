package io.github.syncimage.registry.api;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.http.Payload;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.http.RegistryRequest;
import io.github.syncimage.registry.http.RequestFailure;

/** PUT of {@code /v2/NAME/manifests/REFERENCE}, and DELETE of a tag. */
record ManifestWriter(RegistryHttp http) {
    Digest put(ImageReference at, Manifest manifest) {
        Digest digest = manifest.digest();
        RegistryRequest call = RegistryRequest.push(
                        "write the manifest", at.repository(), "PUT", "/manifests/" + at.manifestReference())
                .about(at.toString())
                .payload(Payload.of(manifest.mediaType(), manifest.bytes()));
        return http.exchange(call, answer -> {
            if (answer.status() / 100 != 2) {
                throw RequestFailure.of(call, answer);
            }
            // A registry may name it by another algorithm than the source does.
            Digest stored = answer.digest().orElse(digest);
            if (!stored.matches(manifest.bytes())) {
                throw RequestFailure.content(call, "the registry stored something else: " + stored);
            }
            return stored;
        });
    }

    boolean delete(ImageReference tag) {
        if (tag.digest() != null || tag.tag() == null) {
            throw new IllegalArgumentException("only a tag may be deleted, never a manifest: " + tag);
        }
        RegistryRequest call = RegistryRequest.push(
                        "delete the tag", tag.repository(), "DELETE", "/manifests/" + tag.tag())
                .about(tag.toString());
        return http.exchange(call, answer -> answer.status() / 100 == 2);
    }
}
