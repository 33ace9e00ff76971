package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.notify.Event;
import io.github.syncimage.notify.Lines;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** When the operator hears that a daemon is unwell, and well again. */
class NoticesTest {
    private final ManualClock clock = new ManualClock();
    private final Conditions conditions = new Conditions();
    private final List<String> told = new ArrayList<>();

    @Test
    void saysItOnceAfterHalfAMinuteAndOnceWhenItIsOver() {
        Notices notices = notices();
        run(notices, 29, true);
        assertThat(told).as("a hiccup").isEmpty();
        run(notices, 60, false);
        run(notices, 120, true);
        assertThat(told).containsExactly("unwell a GitHub is away");
        run(notices, 60, false);
        assertThat(told).containsExactly("unwell a GitHub is away", "well a");
        run(notices, 60, true);
        run(notices, 60, false);
        assertThat(told).as("at most one pair in ten minutes").hasSize(2);
        run(notices, 600, true);
        assertThat(told).hasSize(3);
    }

    @Test
    void aRunThatWaitsIsToldOnceAndAFailureEachTime() {
        Notices notices = notices();
        RequestRun run = RequestRun.on(
                        Served.issue("{\"number\": 7, \"title\": \"a/b:1\", \"user\": {\"login\": \"alice\"}}"))
                .withComment(99L);
        ImageReference source = ImageReference.parse("a/b:1");
        for (int i = 0; i < 3; i++) {
            notices.outcomes(run, List.of(new Outcome.Waiting(source, "docker.io", Instant.EPOCH)));
        }
        assertThat(told).hasSize(1).first().asString().startsWith("waiting");
    }

    private void run(Notices notices, int seconds, boolean down) {
        for (int i = 0; i < seconds; i++) {
            if (down) {
                conditions.told("github", "GitHub is away", true);
            } else {
                conditions.ends("github");
            }
            notices.look();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private Notices notices() {
        Receiver all = new Receiver(
                "all",
                Receiver.Kind.WEBHOOK,
                URI.create("http://a"),
                null,
                EnumSet.allOf(Event.Type.class),
                Set.of(),
                null);
        Consumer<Event> hears = event -> told.add((event.type() + " "
                        + event.data().get("node") + " " + event.data().getOrDefault("reason", ""))
                .strip());
        Lines lines = new Lines(
                List.of(all),
                event -> {
                    hears.accept(event);
                    return "";
                },
                more -> "",
                clock);
        lines.open(new DefaultCamelContext().createProducerTemplate());
        return new Notices(lines, conditions, "https://github.com", true, "a", clock);
    }
}
