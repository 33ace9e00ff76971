package io.github.syncimage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The specification of image names. */
class ImageReferenceTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";
    private static final String SHA512 = SHA + SHA;

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:alpine, docker.io/library/nginx:alpine",
        "bitnami/redis, docker.io/bitnami/redis:latest",
        "library/nginx, docker.io/library/nginx:latest",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/nginx:1, docker.io/library/nginx:1",
        "registry-1.docker.io/a/b:1, docker.io/a/b:1",
        "Docker.IO/a/b, docker.io/a/b:latest",
        "docker.io/a/b/c, docker.io/a/b/c:latest",
        "gcr.io/a, gcr.io/a:latest",
        "GCR.io/a/b:V1, gcr.io/a/b:V1",
        "localhost/a, localhost/a:latest",
        "LOCALHOST/a, localhost/a:latest",
        "localhost:5000/a/b:1, localhost:5000/a/b:1",
        "registry:5000/a, registry:5000/a:latest",
        "127.0.0.1:5000/a, 127.0.0.1:5000/a:latest",
        "[::1]:5000/a, [::1]:5000/a:latest",
        "[2001:db8::1]/a:1, [2001:db8::1]/a:1",
        "my-registry.example.com/a__b/c---d/e.f_g:1, my-registry.example.com/a__b/c---d/e.f_g:1",
        "nginx:_x, docker.io/library/nginx:_x",
        "nginx:1.25-alpine3.18_x, docker.io/library/nginx:1.25-alpine3.18_x",
        "localhost, docker.io/library/localhost:latest",
        "a.b, docker.io/library/a.b:latest",
        "a.b:80, docker.io/library/a.b:80",
        "nginx@sha256:" + SHA + ", docker.io/library/nginx@sha256:" + SHA,
        "nginx:1@sha256:" + SHA + ", docker.io/library/nginx:1@sha256:" + SHA,
        "gcr.io/a@sha512:" + SHA512 + ", gcr.io/a@sha512:" + SHA512,
    })
    void reads(String text, String result) {
        ImageReference image = ImageReference.parse(text);

        assertThat(image).hasToString(result);
        assertThat(ImageReference.parse(image.toString())).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''              | the image name is empty",
                "' '             | not an image name: ' ' (' ' is no valid repository)",
                "' nginx'        | not an image name: ' nginx' (' nginx' is no valid repository)",
                ":1              | not an image name: ':1' (the repository is empty)",
                "nginx:          | not an image name: 'nginx:' (the tag is empty)",
                "gcr.io/         | not an image name: 'gcr.io/' (the repository is empty)",
                "gcr.io/:1       | not an image name: 'gcr.io/:1' (the repository is empty)",
                "/nginx          | not an image name: '/nginx' ('/nginx' is no valid repository)",
                "nginx/          | not an image name: 'nginx/' ('nginx/' is no valid repository)",
                "gcr.io//a       | not an image name: 'gcr.io//a' ('/a' is no valid repository)",
                "Nginx           | not an image name: 'Nginx' (the repository 'Nginx' has upper-case letters)",
                "gcr.io/A/b      | not an image name: 'gcr.io/A/b' (the repository 'A/b' has upper-case letters)",
                "a..b            | not an image name: 'a..b' ('a..b' is no valid repository)",
                "a___b           | not an image name: 'a___b' ('a___b' is no valid repository)",
                "a._b            | not an image name: 'a._b' ('a._b' is no valid repository)",
                "-a              | not an image name: '-a' ('-a' is no valid repository)",
                "a-              | not an image name: 'a-' ('a-' is no valid repository)",
                "../etc/passwd   | not an image name: '../etc/passwd' ('..' is no valid host)",
                "a:1:2           | not an image name: 'a:1:2' ('1:2' is no valid tag)",
                "a:1/b:2/c       | not an image name: 'a:1/b:2/c' ('b:2/c' is no valid repository)",
                "a:-1            | not an image name: 'a:-1' ('-1' is no valid tag)",
                "a:.1            | not an image name: 'a:.1' ('.1' is no valid tag)",
                "a:1,2           | not an image name: 'a:1,2' ('1,2' is no valid tag)",
                "a:镜像           | not an image name: 'a:镜像' ('镜像' is no valid tag)",
                "-a.io/b         | not an image name: '-a.io/b' ('-a.io' is no valid host)",
                "a..io/b         | not an image name: 'a..io/b' ('a..io' is no valid host)",
                "a.io:/b         | not an image name: 'a.io:/b' ('a.io:' is no valid host)",
                "a.io:x/b        | not an image name: 'a.io:x/b' ('a.io:x' is no valid host)",
                "a.io:70000/b    | not an image name: 'a.io:70000/b' ('a.io:70000' is no valid host)",
                "a.io:0/b        | not an image name: 'a.io:0/b' ('a.io:0' is no valid host)",
                "user@a.io/b     | not a digest: 'a.io/b' (no algorithm before a colon)",
                "a@              | not a digest: '' (no algorithm before a colon)",
                "a@latest        | not a digest: 'latest' (no algorithm before a colon)",
                "a@sha256:abc    | not a digest: 'sha256:abc'",
                "a@md5:d41d8cd98f00b204e9800998ecf8427e | not a digest: 'md5:",
                "https://gcr.io/a | not an image name: 'https://gcr.io/a' ('https:' is no valid host)",
            })
    void refuses(String text, String message) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void boundsLengths() {
        assertThat(ImageReference.parse("a:" + "1".repeat(128)).tag()).hasSize(128);
        assertThatThrownBy(() -> ImageReference.parse("a:" + "1".repeat(129)))
                .isInstanceOf(InvalidReferenceException.class);
        assertThat(ImageReference.parse("a.io/" + "b".repeat(250)).repository().toString())
                .hasSize(255);
        assertThatThrownBy(() -> ImageReference.parse("a.io/" + "b".repeat(251)))
                .hasMessage("the image name is longer than 255 characters");
    }

    /** A pattern with alternatives inside a repetition overflows the stack on long input; the length is checked first. */
    @Test
    void refusesEndlessNamesInOneLine() {
        for (String part : new String[] {"a", "a/", "a.", "a-", "A", "/", ":", "@", "镜"}) {
            assertThatThrownBy(() -> ImageReference.parse(part.repeat(200_000)))
                    .isInstanceOf(InvalidReferenceException.class)
                    .extracting(Throwable::getMessage)
                    .satisfies(message -> assertThat(message.toString()).hasSizeLessThan(1_000));
        }
    }

    @Test
    void changesOnePart() {
        ImageReference image = ImageReference.parse("gcr.io/a/b:1");
        Digest digest = Digest.parse("sha256:" + SHA);

        assertThat(image.host()).isEqualTo("gcr.io");
        assertThat(image.repository().lastSegment()).isEqualTo("b");
        assertThat(image.manifestReference()).isEqualTo("1");
        assertThat(image.withDigest(digest).manifestReference()).isEqualTo("sha256:" + SHA);
        assertThat(image.repository().digest(digest)).hasToString("gcr.io/a/b@sha256:" + SHA);
    }
}
