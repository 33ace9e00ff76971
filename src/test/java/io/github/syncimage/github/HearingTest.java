package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a daemon that reads the issues is not ready, and when one that does it for others has to let another try. */
class HearingTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final RateLimits limits = new RateLimits(TokenSource.of("token"), owner -> new RateLimit(clock));
    private final RepositoryName other = new RepositoryName("acme", "other", false);
    private final Repositories repositories = Served.of(clock, Served.MIRROR, other);
    private final Conditions conditions = new Conditions();
    private final Hearing hearing = new Hearing(conditions, limits, repositories, INTERVAL, clock);

    @Test
    void twoLooksThatFailAreNoReason() {
        List<RepositoryName> all = List.of(Served.MIRROR, other);
        for (int look = 1; look <= 3; look++) {
            all.forEach(name -> hearing.missed(name, "GitHub answered 401", true));
            assertThat(hearing.up(other)).isFalse();
            assertThat(conditions.now().values())
                    .hasSize(2)
                    .extracting(Conditions.Condition::down)
                    .containsOnly(look == 3);
            clock.advance(INTERVAL);
        }
        hearing.heard(repositories.all().get(1));
        assertThat(hearing.up(other)).isTrue();
        assertThat(conditions.now().values())
                .singleElement()
                .extracting(Conditions.Condition::down)
                .isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({"-181, minutes ahead of GitHub's", "181, minutes behind GitHub's", "-3, ''", "3, ''"})
    void aClockThatIsWrongForThreeLooksIsAReason(int minutes, String reason) {
        for (int look = 1; look <= 3; look++) {
            assertThat(conditions.now()).isEmpty();
            tell(Duration.ofMinutes(minutes));
        }
        assertThat(conditions.now().values()).hasSize(reason.isEmpty() ? 0 : 1).allSatisfy(condition -> {
            assertThat(condition.line()).contains("this machine's clock is 181 " + reason);
            assertThat(condition.down()).isTrue();
        });
        tell(Duration.ZERO);
        assertThat(conditions.now()).isEmpty();
    }

    /** A look that succeeds, by an answer whose clock is so much ahead of ours. */
    private void tell(Duration ahead) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().plus(ahead).atZone(ZoneOffset.UTC));
        limits.of(Served.MIRROR).observe(200, name -> name.equals("date") ? date : null);
        hearing.heard(repositories.all().get(0));
    }

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
