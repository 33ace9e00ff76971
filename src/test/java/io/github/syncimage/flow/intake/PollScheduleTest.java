package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final RepositoryName ONE = new RepositoryName("acme", "one");
    private static final RepositoryName TWO = new RepositoryName("acme", "two");
    private static final RepositoryName THREE = new RepositoryName("acme", "three");
    private static final Predicate<RepositoryName> IDLE = name -> false;

    private final ManualClock clock = new ManualClock();
    private final Repositories repositories = Served.of(clock, ONE, TWO, THREE);
    private final Hearing hearing = new Hearing(
            new Conditions(),
            new RateLimits(TokenSource.of("t"), account -> new RateLimit(clock)),
            repositories,
            INTERVAL,
            clock);
    private final Polls polls = new Polls(repositories, hearing, () -> true, INTERVAL, clock);

    @Test
    void oneAfterTheOtherAcrossTheInterval() {
        assertThat(looks(90, IDLE))
                .as("each soon for the first time, then in its place")
                .startsWith("0 acme/one", "1 acme/two", "2 acme/three", "7 acme/two", "17 acme/three", "27 acme/one")
                .hasSize(9 + 3);
    }

    @Test
    void whereSomethingIsInWorkSoonerAndTheMoreTheMoreSeldom() {
        looks(30, IDLE);
        assertThat(looks(30, ONE::equals).stream().filter(look -> look.endsWith("one")))
                .hasSizeBetween(9, 11);
        long all = looks(30, name -> true).size();
        assertThat(all).as("all together no more often than one alone").isBetween(8L, 12L);
    }

    @Test
    void oneThatIsBeingLookedAtIsNotLookedAtAgain() {
        List<ServedRepository> first = polls.due(IDLE);
        assertThat(first).extracting(ServedRepository::name).containsExactly(ONE);
        clock.advance(INTERVAL.multipliedBy(2));
        assertThat(polls.due(IDLE)).extracting(ServedRepository::name).containsExactly(TWO, THREE);
        polls.looked(first.get(0));
        assertThat(polls.due(IDLE)).extracting(ServedRepository::name).containsExactly(ONE);
    }

    @Test
    void newsMakeALookDueAtOnce() {
        looks(30, IDLE);
        polls.soon(TWO);
        assertThat(polls.due(IDLE)).extracting(ServedRepository::name).containsExactly(TWO);
    }

    @Test
    void theTimerIsQuickEnoughForAllAndNoQuicker() {
        assertThat(Polls.tick(INTERVAL, 1)).isEqualTo(Polls.LOOK);
        assertThat(Polls.tick(Duration.ofSeconds(1), 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Polls.tick(INTERVAL, 30)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Polls.tick(Duration.ofSeconds(1), 1000)).isEqualTo(Duration.ofMillis(50));
    }

    /** Every look of so many seconds, in which the timer goes each second. */
    private List<String> looks(int seconds, Predicate<RepositoryName> busy) {
        List<String> looks = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            for (ServedRepository repository : polls.due(busy)) {
                looks.add(second + " " + repository);
                polls.looked(repository);
            }
            clock.advance(Duration.ofSeconds(1));
        }
        return looks;
    }
}
