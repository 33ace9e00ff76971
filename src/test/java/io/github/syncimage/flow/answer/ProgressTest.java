package io.github.syncimage.flow.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final ImageReference SOURCE = ImageReference.parse("nginx:1");
    private static final ImageReference TARGET = ImageReference.parse("registry.example.com/a/nginx:1");
    private static final RequestRun RUN = run();
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    private final ManualClock clock = new ManualClock();
    private final RateLimit limit = new RateLimit(clock);
    private final Progress progress = new Progress(new RateLimits(TokenSource.of("t"), account -> limit), clock);
    private final ImageRun image =
            ImageRun.of(RUN, new PlannedRequest(SOURCE, TARGET, TARGET, TARGET, PlatformSelection.ALL, false, null));

    private final ImageRun.Part part = new ImageRun.Part(image, AMD64);

    @Test
    void saysNothingOfAShortCopyAndLessTheLongerItTakes() {
        progress.begin(RUN, List.of(image));
        assertThat(dueAfterMore(Duration.ZERO)).isEmpty();
        assertThat(dueAfterMore(Duration.ofSeconds(5))).hasSize(1);
        assertThat(dueAfterMore(Duration.ZERO)).isEmpty();
        assertThat(dueAfterMore(Duration.ofMinutes(10))).hasSize(1);
        assertThat(dueAfterMore(Duration.ofSeconds(30))).isEmpty();
        assertThat(dueAfterMore(Duration.ofSeconds(40))).hasSize(1);
    }

    @Test
    void saysNothingTwice() {
        progress.begin(RUN, List.of(image));
        clock.advance(Duration.ofSeconds(5));
        assertThat(progress.due()).as("queued, as the comment says already").isEmpty();
        assertThat(dueAfterMore(Duration.ofSeconds(5))).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(progress.due()).isEmpty();
        assertThat(dueAfterMore(Duration.ofMinutes(1))).hasSize(1);
    }

    private static RequestRun run() {
        String issue = "{\"number\": 7, \"title\": \"nginx:1\", \"user\": {\"login\": \"alice\"}}";
        return RequestRun.on(Served.issue(issue)).withComment(99L);
    }

    private List<Progress.Shown> dueAfterMore(Duration time) {
        progress.of(part).expected(100);
        clock.advance(time);
        return progress.due();
    }

    @Test
    void showsBytes() {
        progress.begin(RUN, List.of(image));
        CopyProgress copy = progress.of(part);
        copy.expected(100);
        copy.arrived(40);
        clock.advance(Duration.ofSeconds(5));

        assertThat(progress.due()).singleElement().satisfies(shown -> assertThat(shown.outcomes())
                .containsExactly(new Outcome.Copying(SOURCE, TARGET, 40, 100)));
    }

    @Test
    void showsEachPlatformForItselfAndTheImageAsTheirSum() {
        assertThat(progress.of(RUN.issue())).isEmpty();
        progress.begin(RUN, List.of(image));
        assertThat(progress.of(RUN.issue()))
                .containsExactly(new Progress.ImageProgress(SOURCE, TARGET, false, List.of()));

        ImageReference chosen = ImageReference.parse("registry.example.com/a/docker.nginx:1");
        ImageRun planned = image.withTarget(TargetChoice.of(chosen));
        CopyProgress amd64 = progress.of(new ImageRun.Part(planned, AMD64));
        CopyProgress arm64 = progress.of(new ImageRun.Part(planned, ARM64));
        amd64.expected(100);
        amd64.arrived(40);
        assertThat(progress.of(RUN.issue()))
                .containsExactly(new Progress.ImageProgress(
                        SOURCE,
                        chosen,
                        false,
                        List.of(new Progress.Moving(AMD64, 40, 100L), new Progress.Moving(ARM64, 0, null))));
        arm64.expected(0);
        clock.advance(Duration.ofSeconds(5));
        assertThat(progress.due()).singleElement().satisfies(shown -> assertThat(shown.outcomes())
                .containsExactly(new Outcome.Copying(SOURCE, TARGET, 40, 100)));
        progress.done(planned, new Outcome.Cancelled("nginx:1"));
        assertThat(progress.of(RUN.issue())).singleElement().satisfies(shown -> {
            assertThat(shown.done()).isTrue();
            assertThat(shown.platforms()).contains(new Progress.Moving(ARM64, 0, 0L));
        });
    }

    @Test
    void spendsNoRequestWhenFewAreLeft() {
        progress.begin(RUN, List.of(image));
        progress.of(part).expected(100);
        clock.advance(Duration.ofMinutes(1));
        limit.observe(200, Map.of("x-ratelimit-remaining", "50")::get);
        assertThat(progress.due()).isEmpty();
    }

    @Test
    void endsWhenNoEditIsOnItsWay() throws Exception {
        progress.begin(RUN, List.of(image));
        progress.of(part).expected(100);
        clock.advance(Duration.ofSeconds(5));
        progress.due();
        Thread ends = new Thread(() -> {
            try {
                progress.end(RUN);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ends.start();
        await().until(() -> ends.getState() == Thread.State.WAITING);
        progress.edited(RUN);
        ends.join();
        clock.advance(Duration.ofMinutes(1));
        assertThat(progress.due()).isEmpty();
    }
}
