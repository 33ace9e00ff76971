package io.github.syncimage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @ParameterizedTest(name = "{0} {1}, limited {2}: {3} s is too long {4}")
    @CsvSource({
        "HEAD, /manifests/1,     true,  5,  false",
        "HEAD, /manifests/1,     true,  6,  true",
        "GET,  /manifests/1,     true,  6,  true",
        "HEAD, /manifests/1,     false, 60, false",
        "HEAD, /manifests/1,     false, 61, true",
        "PUT,  /manifests/1,     true,  300, false",
        "PUT,  /manifests/1,     true,  301, true",
        "GET,  /blobs/sha256:1,  true,  300, false",
        "GET,  /blobs/sha256:1,  true,  301, true",
        "GET,  /blobs/sha256:1,  false, 60, false",
        "GET,  /blobs/sha256:1,  false, 61, true",
        "PUT,  /blobs/uploads/1, true,  300, false",
    })
    void aQueueWaitsLongOnlyForWhatGivingUpWouldLose(
            String method, String path, boolean limited, long seconds, boolean tooLong) {
        RequestKind kind = RequestKind.of(method, path);

        assertThat(Patience.OF_A_QUEUE.exceededBy(Duration.ofSeconds(seconds), kind, limited))
                .isEqualTo(tooLong);
    }

    @ParameterizedTest
    @CsvSource({"60, false", "61, true"})
    void aPersonWaitsAMinuteForTheFirstAnswerToo(long seconds, boolean tooLong) {
        RequestKind kind = RequestKind.of("HEAD", "/manifests/1");

        assertThat(Patience.DEFAULT.exceededBy(Duration.ofSeconds(seconds), kind, true))
                .isEqualTo(tooLong);
    }
}
