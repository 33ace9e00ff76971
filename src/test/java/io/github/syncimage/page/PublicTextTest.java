package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicTextTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "docker.io takes no more requests until 14:20 | docker.io takes no more requests until 14:20",
                "issue 12: mirrored gcr.io/a/b:1 -> 127.0.0.1:5000/mirrored/b:1 | issue 12: mirrored gcr.io/a/b:1 -> 127.0.0.1:5000/mirrored/b:1",
                "PATCH /repos/acme/mirror/issues/1: 502 | PATCH /repos/acme/mirror/issues/1: 502",
                "GET https://quay.io/v2/a/blobs/sha256:1?Signature=abc&Expires=1: 403 | GET https://quay.io/v2/a/blobs/sha256:1: 403",
                "(https://cdn.example/x?token=abc) broke | (https://cdn.example/x) broke",
                "no route to http://ann:secret@proxy.intern:3128 | no route to http://proxy.intern:3128",
                "could not read /app/overrides/routes/a.camel.yaml | could not read a.camel.yaml",
                "could not read file:/home/ann/my-routes/a.camel.yaml: denied | could not read file:a.camel.yaml: denied",
                "401 for token ghp_0123456789abcdef | 401 for token ***",
                "Authorization: Bearer abcdefgh12345678 | Authorization: Bearer ***",
                "said eyJhbGciOi.eyJzdWIi.sig | said ***",
                "<script>alert(1)</script> | <script>alert(1)</script>",
            })
    void leavesOutWhatAPageMustNotShow(String text, String shown) {
        assertThat(PublicText.of(text)).isEqualTo(shown);
    }

    @Test
    void isOneShortLine() {
        assertThat(PublicText.of("a\n\tb\u001b[31m")).isEqualTo("a b [31m");
        assertThat(PublicText.of("x".repeat(10_000))).hasSizeLessThan(500);
        assertThat(PublicText.of(null)).isEmpty();
    }
}
