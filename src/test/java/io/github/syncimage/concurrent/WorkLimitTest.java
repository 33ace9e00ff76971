package io.github.syncimage.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as work, by work that never ends and waiting that lasts longer than the limit. */
@Timeout(60)
class WorkLimitTest {
    private static final Duration MOST = Duration.ofMillis(50);
    /** No work of theirs may count: what is late on a busy machine would be too slow. */
    private static final Duration LONGER = MOST.multipliedBy(4);

    private final RuntimeException tooLong = new IllegalStateException("too long");
    private final WorkLimit limit = new WorkLimit(MOST, () -> tooLong);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void endsWhatIsOnItsWayAndAllThatFollows() {
        assertThatThrownBy(() -> limit.run(this::work)).isSameAs(tooLong);
        assertThatThrownBy(() -> limit.run(() -> 1)).isSameAs(tooLong);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void addsUpWhatIsDoneBitByBit() {
        assertThatThrownBy(() -> {
                    while (true) {
                        limit.run(() -> {
                            try (Hold work = Cancellation.onCancel(() -> {})) {
                                return slept(Duration.ofMillis(1));
                            }
                        });
                    }
                })
                .isSameAs(tooLong);
    }

    @Test
    void countsNoTimeInWhichNothingIsOnItsWay() {
        assertThat(limit.run(() -> slept(LONGER))).isTrue();
    }

    @Test
    void countsNoTimeOfAThreadThatWaitsForItsTurn() {
        assertThat(limit.run(() -> {
                    try (Hold turn = Cancellation.waiting();
                            Hold held = Cancellation.onCancel(() -> {})) {
                        return slept(LONGER);
                    }
                }))
                .isTrue();
    }

    @Test
    void countsWhileAnotherThreadWorks() {
        Supplier<Boolean> other = limit.run(() -> Cancellation.carried(this::work));
        Thread working = new Thread(() -> {
            try {
                other.get();
            } catch (RuntimeException ended) {
                never.countDown();
            }
        });
        working.start();
        assertThatThrownBy(() -> limit.run(() -> {
                    try (Hold turn = Cancellation.waiting()) {
                        return slept(Duration.ofMinutes(1));
                    }
                }))
                .isSameAs(tooLong);
        await().until(() -> never.getCount() == 0);
    }

    /** A blob that several images wait for is moved under a cancellation of its own. */
    @Test
    void countsWhatIsDoneForItElsewhere() throws InterruptedException {
        Cancellation elsewhere = new Cancellation();
        Thread working = new Thread(
                () -> assertThatThrownBy(() -> elsewhere.run(this::work)).isInstanceOf(CancelledException.class));
        working.start();
        limit.run(() -> {
            Cancellation.countHere(elsewhere);
            return true;
        });
        assertThatThrownBy(() -> limit.run(() -> slept(Duration.ofMinutes(1)))).isSameAs(tooLong);
        assertThat(elsewhere.isCancelled()).as("others may want it").isFalse();
        elsewhere.cancel();
        working.join();
    }

    private boolean work() {
        try (Hold work = Cancellation.onCancel(() -> {})) {
            return slept(Duration.ofMinutes(1));
        }
    }

    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
