package io.github.syncimage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    private static final String EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String EMPTY_512 = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

    @Test
    void readsAndPrints() {
        assertThat(Digest.parse(EMPTY)).hasToString(EMPTY).isEqualTo(Digest.of(""));
        assertThat(Digest.parse(EMPTY_512)).hasToString(EMPTY_512);
        assertThat(Digest.parse(EMPTY).shortHex()).isEqualTo("e3b0c44298fc");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "sha256",
        "sha256:",
        "sha256:abc",
        ":e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha384:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "' sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
    })
    void refuses(String text) {
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("not a digest: '" + text + "'");
    }

    @Test
    void quotesNoEndlessText() {
        assertThatThrownBy(() -> Digest.parse("sha256:" + "a".repeat(100_000)))
                .isInstanceOf(InvalidReferenceException.class)
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message.toString()).hasSizeLessThan(500));
    }

    @Test
    void matchesContentOfEitherAlgorithm() {
        assertThat(Digest.parse(EMPTY).matches(new byte[0])).isTrue();
        assertThat(Digest.parse(EMPTY_512).matches(new byte[0])).isTrue();
        assertThat(Digest.parse(EMPTY).matches(new byte[1])).isFalse();
    }

    @Test
    void finishesAStream() {
        Digest expected = Digest.of("hello");
        MessageDigest running = expected.newMessageDigest();
        running.update("hel".getBytes(StandardCharsets.UTF_8));
        running.update("lo".getBytes(StandardCharsets.UTF_8));

        assertThat(Digest.finish("sha256", running)).isEqualTo(expected);
    }
}
