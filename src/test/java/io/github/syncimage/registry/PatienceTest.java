package io.github.syncimage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @ParameterizedTest(name = "{0} {1}, limited {2}: a queue waits {3} s")
    @CsvSource({
        "HEAD, /manifests/1,     true,  5",
        "GET,  /manifests/1,     true,  5",
        "HEAD, /manifests/1,     false, 60",
        "PUT,  /manifests/1,     true,  300",
        "GET,  /blobs/sha256:1,  true,  300",
        "GET,  /blobs/sha256:1,  false, 60",
        "PUT,  /blobs/uploads/1, true,  300",
    })
    void aQueueWaitsLongOnlyForWhatGivingUpWouldLose(String method, String path, boolean limited, long longest) {
        assertWaits(Patience.OF_A_QUEUE, RequestKind.of(method, path), limited, longest);
    }

    @Test
    void aPersonWaitsAMinuteForTheFirstAnswerToo() {
        assertWaits(Patience.DEFAULT, RequestKind.MANIFEST_READ, true, 60);
    }

    private static void assertWaits(Patience patience, RequestKind kind, boolean limited, long longest) {
        assertThat(patience.exceededBy(Duration.ofSeconds(longest), kind, limited))
                .isFalse();
        assertThat(patience.exceededBy(Duration.ofSeconds(longest + 1), kind, limited))
                .isTrue();
    }
}
