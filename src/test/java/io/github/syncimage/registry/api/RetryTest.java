package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | 2026-01-02T03:04:05Z",
                "60                            | 2026-01-02T03:05:05Z",
                "99999999999999999999          | 2026-01-03T03:04:05Z",
                "Fri, 02 Jan 2026 04:00:00 GMT | 2026-01-02T04:00:00Z",
                "Fri, 02 Jan 2099 04:00:00 GMT | 2026-01-03T03:04:05Z",
                "soon                          |",
                "-1                            |",
            })
    void readsSecondsAndDatesOfAtMostADay(String header, Instant expected) {
        assertThat(Retry.parse(header, NOW).orElse(null)).isEqualTo(expected);
    }
}
