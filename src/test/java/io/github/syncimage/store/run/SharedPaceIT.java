package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three daemons on one PostgreSQL spend what GitHub allows one. */
class SharedPaceIT {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int BURST = 5;
    private static final int EACH = 20;
    /** Asked for before, so that no time passes unpaid while the others are asked for: only who comes late loses turns. */
    private static final int AHEAD = 30;

    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    private final List<MirrorStore> stores = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        stores.forEach(MirrorStore::close);
    }

    private MirrorStore daemon() {
        MirrorStore store = MirrorStore.open(null, server.url());
        stores.add(store);
        return store;
    }

    @Test
    void noWindowHoldsMoreThanThePaceOfOne() throws Exception {
        List<Callable<List<Due>>> daemons = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            MirrorStore store = daemon();
            daemons.add(() -> turns(store, "window", EACH));
        }
        List<Due> due = new ArrayList<>(turns(stores.get(0), "window", AHEAD));
        for (Future<List<Due>> turns : threads.invokeAll(daemons)) {
            due.addAll(turns.get());
        }
        List<Long> earliest = due.stream().map(Due::earliest).sorted().toList();
        List<Long> latest = due.stream().map(Due::latest).sorted().toList();

        // Between a turn and the one that comes a burst later lies a step: so in every window of any length.
        long rounding = Duration.ofMillis(10).toNanos();
        for (int i = BURST; i < due.size(); i++) {
            assertThat(latest.get(i) - earliest.get(i - BURST))
                    .as("turn %d", i)
                    .isGreaterThanOrEqualTo(STEP.toNanos() - rounding);
        }
        int last = due.size() - 1;
        assertThat(TimeUnit.NANOSECONDS.toSeconds(latest.get(last) - earliest.get(AHEAD - 1)))
                .isGreaterThanOrEqualTo(3L * EACH - 1);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(earliest.get(last) - latest.get(AHEAD - 1)))
                .as("no turn is lost either")
                .isLessThanOrEqualTo(3L * EACH + 1L);
    }

    /** When a turn is, as far as it can be told: the answer was made at some time between question and answer. */
    private record Due(long earliest, long latest) {}

    private static List<Due> turns(MirrorStore store, String pace, int number) {
        List<Due> due = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long asked = System.nanoTime();
            long wait = store.budgets()
                    .next(pace, STEP, STEP.multipliedBy(BURST - 1L))
                    .orElseThrow()
                    .toNanos();
            due.add(new Due(asked + wait, System.nanoTime() + wait));
        }
        return due;
    }

    @Test
    void whatOneIsToldStopsAll() throws Exception {
        RateLimit first = limit(daemon(), "acme");
        RateLimit second = limit(daemon(), "acme");
        RateLimit other = limit(daemon(), "other");

        first.observe(429, Map.of("retry-after", "3600")::get);
        // Who was told hands it on beside its work.
        MirrorStore looks = daemon();
        await().until(() -> !looks.budgets()
                .limit("github", "acme", "", Clock.systemUTC())
                .askClosedUntil()
                .isBefore(Instant.now()));

        Future<?> read = threads.submit(() -> {
            second.awaitFor("GET");
            return null;
        });
        await().untilAsserted(() -> assertThat(second.isClosed()).isTrue());
        assertThat(read).isNotDone();
        other.awaitFor("GET");
        assertThat(other.isClosed()).as("another account's").isFalse();
        assertThat(second.level().closedUntil()).isCloseTo(first.level().closedUntil(), within(30, ChronoUnit.SECONDS));
    }

    @Test
    void howMuchIsLeftIsKnownToAll() {
        RateLimit first = limit(daemon(), "left");
        RateLimit second = limit(daemon(), "left");
        first.observe(200, left(4000));

        await().untilAsserted(() -> {
            // What is written beside the answers may come in another order: the next answer says it again.
            second.observe(200, left(90));
            assertThat(first.remaining()).isEqualTo(90);
        });
        assertThat(first.hasRequestsToSpare()).isFalse();
        first.observe(200, left(5000));
        assertThat(first.hasRequestsToSpare())
                .as("after a reset, what it was told itself is newer")
                .isTrue();
    }

    @Test
    void whileTheDatabaseIsAwayEachKnowsOfHowManyItIsOne() {
        for (int i = 0; i < 3; i++) {
            MirrorStore store = daemon();
            assertThat(next(store)).isPresent();
        }
        await().until(() -> stores.stream().allMatch(store -> store.budgets().processes() >= 3));
        server.stop();
        try {
            assertThat(stores).allSatisfy(store -> assertThat(next(store)).isEmpty());
            assertThat(stores)
                    .allSatisfy(store -> assertThat(store.budgets().processes()).isGreaterThanOrEqualTo(3));
        } finally {
            server.start();
        }
        await().until(() -> stores.stream().allMatch(store -> next(store).isPresent()));
    }

    private static Optional<Duration> next(MirrorStore store) {
        return store.budgets().next("away", STEP, STEP);
    }

    private static Function<String, String> left(int remaining) {
        return Map.of("x-ratelimit-remaining", String.valueOf(remaining), "x-ratelimit-limit", "5000")::get;
    }

    private static RateLimit limit(MirrorStore store, String account) {
        return new RateLimit(60, 400, Clock.systemUTC(), store.budgets(), account);
    }
}
