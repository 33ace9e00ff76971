package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MomentaryTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger made = new AtomicInteger();
    private List<String> running = List.of();
    private final Momentary now = new Momentary(
            () -> {
                made.incrementAndGet();
                return Map.of("running", running);
            },
            clock);

    @Test
    void isMadeOnceASecondHoweverManyAsk() {
        Document first = now.latest();
        assertThat(now.latest()).isSameAs(first);
        assertThat(now.news()).isSameAs(first);
        assertThat(made.get()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        now.news();
        now.latest();
        assertThat(made.get()).isEqualTo(2);
    }

    @Test
    void newsAreWhatHasChangedAndNotTheTime() {
        Document first = now.news();
        clock.advance(Duration.ofSeconds(1));
        assertThat(now.news()).isSameAs(first);
        assertThat(text(now.latest())).isNotEqualTo(text(first)).startsWith("{\"at\":\"");
        running = List.of("nginx");
        assertThat(now.news()).as("made a moment ago").isSameAs(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(text(now.news())).endsWith("\"running\":[\"nginx\"]}");
    }

    private static String text(Document document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }
}
