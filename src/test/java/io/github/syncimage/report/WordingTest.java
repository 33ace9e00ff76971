package io.github.syncimage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.0 s",
        "PT0.34S, 0.3 s",
        "PT9.94S, 9.9 s",
        "PT59.9S, 59 s",
        "PT1M23.4S, 1 min 23 s",
        "PT2H4M59S, 2 h 4 min",
    })
    void durations(Duration duration, String text) {
        assertThat(Wording.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "5, 0, 0",
        "0, 100, 0",
        "999, 1000, 99",
        "1000, 1000, 100",
        "2000, 1000, 100",
        "-1, 10, 0",
    })
    void percentages(long moved, long total, int percent) {
        assertThat(Wording.percent(moved, total)).isEqualTo(percent);
        assertThat(Wording.bar(percent)).hasSize(20);
    }

    @Test
    void aTimeIsTheMinuteByWhichItIsOver() {
        assertThat(Wording.utc(Instant.parse("2026-12-31T16:00:00Z"))).isEqualTo("2026-12-31 16:00");
        assertThat(Wording.utc(Instant.parse("2026-12-31T23:59:00.001Z"))).isEqualTo("2027-01-01 00:00");
        assertThat(Wording.beijing(Instant.parse("2026-12-31T16:00:00Z"))).isEqualTo("2027-01-01 00:00");
    }
}
