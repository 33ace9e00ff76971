package io.github.syncimage.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.ImageReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePatternTest {
    @ParameterizedTest
    @CsvSource({
        "registry.k8s.io/**,        registry.k8s.io/pause,               true",
        "registry.k8s.io/**,        registry.k8s.io/ingress-nginx/a,     true",
        "registry.k8s.io/**,        registryxk8s.io/pause,               false",
        "registry.k8s.io/**,        registry.k8s.io.evil.com/pause,      false",
        "ghcr.io/fluxcd/*,          ghcr.io/fluxcd/flux-cli,             true",
        "ghcr.io/fluxcd/*,          ghcr.io/fluxcd/a/b,                  false",
        "ghcr.io/fluxcd/*,          ghcr.io/fluxcdx/a,                   false",
        "ghcr.io/*/app,             ghcr.io/acme/app,                    true",
        "quay.io/acme/app,          quay.io/acme/app:1.0,                true",
        "quay.io/acme/app-*,        quay.io/acme/app-one,                true",
        "docker.io/library/nginx,   nginx:alpine,                        true",
        "127.0.0.1:5000/a/*,        127.0.0.1:5000/a/b,                  true",
        "**,                        quay.io/any/thing,                   true",
        "*/acme/app,                quay.io/acme/app,                    true",
    })
    void matches(String pattern, String image, boolean matches) {
        assertThat(ImagePattern.parse(pattern)
                        .matches(ImageReference.parse(image).repository()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nginx                     | starts with the registry's host",
                "*                         | starts with the registry's host",
                "docker.io/nginx           | this one as docker.io/library/nginx",
                "library/nginx             | this one as docker.io/library/nginx",
                "index.docker.io/library/* | names are written in full",
                "quay.io/acme/app:1.0      | without a tag",
                "quay.io/Acme/*            | no pattern of image names",
                "quay.io/a b               | no pattern of image names",
                "ghcr.io/***               | three stars",
                "**.io/a                   | starts with the registry's host",
                "^gcr.io                   | starts with the registry's host",
                "'quay.io/'                | no pattern of image names",
            })
    void oneThatNoImageMatchesIsRefused(String pattern, String why) {
        assertThatThrownBy(() -> ImagePattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "**,                ghcr.io/a/*,      true",
        "ghcr.io/**,        ghcr.io/acme/*,   true",
        "ghcr.io/acme/*,    ghcr.io/acme/app, true",
        "ghcr.io/*/*,       ghcr.io/**,       false",
        "ghcr.io/acme/app,  ghcr.io/acme/*,   false",
    })
    void covers(String early, String late, boolean covers) {
        assertThat(ImagePattern.parse(early).covers(ImagePattern.parse(late))).isEqualTo(covers);
    }
}
