package io.github.syncimage.registry;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.http.Call;
import io.github.syncimage.registry.http.RegistryHttp;

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
        Call call = Call.push("delete the tag", tag.repository(), "DELETE", "/manifests/" + tag.tag())
                .about(tag.toString());
        return http.exchange(call, answer -> answer.status() / 100 == 2);
    }
}
