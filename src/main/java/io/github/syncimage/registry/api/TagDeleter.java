package io.github.syncimage.registry.api;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.message.RegistryRequest;

/** DELETE of {@code /v2/NAME/manifests/TAG}. */
final class TagDeleter {
    private final RegistryHttp http;

    TagDeleter(RegistryHttp http) {
        this.http = http;
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
