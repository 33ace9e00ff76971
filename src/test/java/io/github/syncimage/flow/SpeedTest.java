package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpeedTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final CurrentRequests.Speed speed = new CurrentRequests.Speed();

    @Test
    void isThatOfTheLastTenSeconds() {
        assertThat(at(0, 0)).isEmpty();
        assertThat(at(1, 500)).hasValue(500);
        assertThat(at(2, 500)).hasValue(250);
        for (int second = 3; second <= 20; second++) {
            at(second, 500);
        }
        assertThat(at(21, 500)).as("it stands still").hasValue(0);
        assertThat(at(22, 11_500)).hasValue(1100);
    }

    @Test
    void whoLooksSeldomSeesOneToo() {
        assertThat(at(0, 0)).isEmpty();
        assertThat(at(60, 6000)).hasValue(100);
        assertThat(at(120, 18_000)).hasValue(200);
    }

    @Test
    void beginsAnewWithWhatWasGone() {
        at(0, 0);
        at(1, 100);
        speed.keep(List.of("other"));
        assertThat(at(2, 0)).isEmpty();
        assertThat(at(3, 0)).hasValue(0);
    }

    @Test
    void isNeverNegative() {
        at(0, 100);
        assertThat(at(1, 50)).hasValue(0);
    }

    private OptionalLong at(int second, long moved) {
        return speed.perSecond("nginx", moved, START.plusSeconds(second));
    }
}
