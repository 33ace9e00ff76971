package io.github.syncimage.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LruCacheTest {
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final LruCache<String, Integer> recent = new LruCache<>(3, Duration.ofNanos(10), nanoTime::get);

    @Test
    void keepsWhatWasUsedLast() {
        recent.put("a", 1);
        recent.put("b", 2);
        recent.put("c", 3);
        recent.find("a");
        recent.put("d", 4);

        assertThat(recent.find("b")).isEmpty();
        assertThat(recent.find("a")).contains(1);
        assertThat(recent.find("d")).contains(4);
    }

    @Test
    void forgetsWhatIsOld() {
        recent.put("a", 1);
        nanoTime.addAndGet(10);
        assertThat(recent.find("a")).contains(1);
        nanoTime.addAndGet(1);
        assertThat(recent.find("a")).isEmpty();
        assertThat(recent.remove("a")).isEmpty();
    }

    @Test
    void whatIsComputedAnewIsYoungAndWhatStaysIsNot() {
        recent.put("same", 1);
        recent.put("changed", 1);
        nanoTime.addAndGet(6);
        recent.compute("same", value -> value);
        recent.compute("changed", value -> value + 1);
        nanoTime.addAndGet(6);

        assertThat(recent.find("same")).isEmpty();
        assertThat(recent.find("changed")).contains(2);
        assertThat(recent.compute("changed", value -> null)).isNull();
        assertThat(recent.find("changed")).isEmpty();
    }

    @Test
    void removesOnlyTheValueThatIsMeant() {
        recent.put("a", 1);
        recent.remove("a", 2);
        assertThat(recent.find("a")).contains(1);
        recent.remove("a", 1);
        assertThat(recent.find("a")).isEmpty();
    }

    @Test
    void threadsShareIt() {
        LruCache<String, Integer> shared = new LruCache<>(3, Duration.ofDays(1));
        IntStream.range(0, 1000)
                .parallel()
                .forEach(i -> shared.compute("count", value -> value == null ? 1 : value + 1));
        assertThat(shared.find("count")).contains(1000);
    }
}
