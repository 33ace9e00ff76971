package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a daemon that reads the issues for others has to let another try. */
class HearingTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final RateLimits limits = new RateLimits(TokenSource.of("token"), owner -> new RateLimit(clock));
    private final RepositoryName other = new RepositoryName("acme", "other", false);
    private final Repositories repositories = Served.of(clock, Served.MIRROR, other);
    private final Hearing hearing = new Hearing(new Conditions(), limits, repositories, INTERVAL, clock);

    @Test
    void threeIntervalsWithoutAnyListAreTooLong() {
        clock.advance(INTERVAL.multipliedBy(3));
        assertThat(hearing.hearsNothing(LONG)).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(hearing.hearsNothing(LONG)).isTrue();
        assertThat(hearing.hearsNothing(INTERVAL))
                .as("it has not had the time yet")
                .isFalse();
    }

    @Test
    void oneOfSeveralRepositoriesIsEnough() {
        clock.advance(LONG);
        hearing.heard(repositories.all().get(1));

        assertThat(hearing.hearsNothing(LONG)).isFalse();
    }

    @Test
    void aLimitIsTheSameForAll() {
        clock.advance(LONG);
        limits.of(Served.MIRROR).refused();

        assertThat(hearing.hearsNothing(LONG)).isFalse();
    }
}
