package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.run.RequestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which issues are taken and which are left alone, wherever that is written down. */
abstract class RunsInProgressContract {
    private static final Instant CREATED = Instant.parse("2026-11-24T07:00:00Z");

    private final ManualClock clock = new ManualClock();
    private final Repositories repositories = Served.of(clock, Served.MIRROR);
    private final ServedRepository mirror = repositories.only().orElseThrow();
    private RunsInProgress runs;

    @BeforeEach
    void open() {
        runs = daemon(repositories, clock).runs;
    }

    abstract Daemon daemon(Repositories repositories, ManualClock clock);

    @Test
    void takesAnIssueOnceHoweverOftenItIsOffered() {
        assertThat(runs.take(issue(1, "a"))).isTrue();
        assertThat(runs.take(issue(1, "a"))).isFalse();
        assertThat(runs.take(issue(1, "edited"))).isFalse();
    }

    @Test
    void leavesWhatItClosedAloneWhileTheListLagsBehind() {
        closed(issue(1, "a"), "2026-11-24T08:00:00Z");

        runs.listed(mirror, List.of(issue(1, "a")));
        assertThat(runs.take(issue(1, "a"))).isFalse();
    }

    @Test
    void takesAnEditAsItWasReadThoughTheListLagsBehind() {
        Issue before = issue(1, "a", Instant.parse("2026-11-24T08:00:00Z"));
        Issue edited = issue(1, "b", Instant.parse("2026-11-24T08:00:01Z"));
        runs.listed(mirror, List.of(before));
        runs.take(before);
        runs.open(edited);
        runs.again(RequestRun.on(before));

        assertThat(runs.listed(mirror, List.of(before))).containsExactly(edited);
        assertThat(runs.listed(mirror, List.of(edited))).containsExactly(edited);
        // What the list does not show at all is closed, or has no label any more.
        assertThat(runs.listed(mirror, List.of())).isEmpty();
        assertThat(runs.listed(mirror, List.of(before))).containsExactly(before);
    }

    @Test
    void takesAgainWhatWasOpenedAgainEvenBetweenTwoPolls() {
        closed(issue(1, "a"), "2026-11-24T08:00:00Z");

        assertThat(runs.take(issue(1, "a", Instant.parse("2026-11-24T08:00:10Z"))))
                .isTrue();
    }

    @Test
    void takesAgainWhatWasOpenedAgainWithinTheSecondOfItsClosing() {
        Instant closing = Instant.parse("2026-11-24T08:00:00Z");
        closed(issue(1, "a"), closing.toString());

        assertThat(runs.take(issue(1, "a", closing))).as("a list from before").isFalse();
        assertThat(runs.take(Served.issue(1, "a", "", "alice", closing, "porter", "failed")))
                .isTrue();
    }

    @Test
    void takesAgainWhatItSawClosed() {
        closed(issue(1, "a"), "2026-11-24T08:00:00Z");
        runs.listed(mirror, List.of());

        assertThat(runs.take(issue(1, "a"))).isTrue();
    }

    @Test
    void takesAgainWhatIsOpenWithAnotherText() {
        closed(issue(1, "a"), "2026-11-24T08:00:00Z");

        assertThat(runs.take(issue(1, "b"))).isTrue();
    }

    @Test
    void putsOffLongerEachTimeThatARunBreaks() {
        for (long minutes : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            assertThat(runs.take(issue(1, "a")))
                    .as("before %d minutes", minutes)
                    .isTrue();
            runs.broken(null, Served.issue(1));
            clock.advance(Duration.ofMinutes(minutes).minusSeconds(1));
            assertThat(runs.take(issue(1, "a"))).isFalse();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void goesOnAtTheTimeThatARegistrySaid() {
        runs.take(issue(1, "a"));
        runs.putOff(RequestRun.on(issue(1, "a")), clock.instant().plusSeconds(3600), null);
        clock.advance(Duration.ofSeconds(3599));
        assertThat(runs.take(issue(1, "a"))).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(runs.take(issue(1, "a"))).isTrue();
    }

    @Test
    void takesAnEditAtOnceThoughTheRunIsPutOff() {
        runs.take(issue(1, "a"));
        runs.putOff(RequestRun.on(issue(1, "a")), clock.instant().plusSeconds(3600), null);
        assertThat(runs.take(issue(1, "a"))).isFalse();
        assertThat(runs.take(issue(1, "b"))).isTrue();
    }

    @Test
    void aPollThatBrokeOffKeepsNobodyWaiting() throws InterruptedException {
        assertThat(runs.due()).containsExactly(mirror);
        runs.broken(mirror, null);

        runs.awaitDone();
    }

    @Test
    void anUnreadableAnswerToTheClosingIsAClosingAllTheSame() {
        runs.take(issue(1, "a"));
        runs.closed(RequestRun.on(issue(1, "a")), null);

        assertThat(runs.size()).isZero();
        assertThat(runs.take(issue(1, "a"))).isFalse();
    }

    @Test
    void takesHoweverManyThereAre() {
        List<Issue> many = LongStream.rangeClosed(1, 1001)
                .mapToObj(number -> issue(number, "a"))
                .toList();

        assertThat(many).allMatch(runs::take);
        assertThat(runs.size()).isEqualTo(1001);
    }

    /** Of what is not taken the text stays at GitHub. */
    @Test
    void takesFewLongOnesAtOnceAndLooksAgainWhenOneIsDone() {
        List<Issue> long9 = LongStream.rangeClosed(1, 9)
                .mapToObj(number -> longIssue(number, "alice"))
                .toList();
        assertThat(long9.stream().filter(runs::take)).hasSize(8);
        assertThat(runs.take(issue(10, "a"))).as("a short one of the same").isTrue();
        assertThat(LongStream.range(100, 200)
                        .filter(number -> runs.take(longIssue(number, "user" + number)))
                        .count())
                .isEqualTo(64 - 8);

        assertThat(runs.due()).containsExactly(mirror);
        runs.offered(mirror);
        assertThat(runs.due()).isEmpty();
        runs.closed(RequestRun.on(long9.get(0)), null);
        assertThat(runs.due()).containsExactly(mirror);
        assertThat(runs.take(long9.get(8))).isTrue();
    }

    private static Issue longIssue(long number, String author) {
        return Served.issue(number, "a", "a long text\n".repeat(1000), author, CREATED, "porter");
    }

    @Test
    void givesBackWhatIsToBeginWhileRoutesAreReplaced() {
        runs.take(issue(1, "a"));
        runs.hold(false);
        assertThat(runs.next()).isNull();
        runs.release();
        assertThat(runs.take(issue(1, "a"))).isTrue();
        assertThat(runs.next().issue()).isEqualTo(Served.issue(1));
    }

    @Test
    void seesAnEditInTheMiddleOfARun() {
        RequestRun run = RequestRun.on(issue(1, "a"));
        runs.listed(mirror, List.of(issue(1, "a")));
        assertThat(runs.unchanged(run)).isTrue();
        runs.listed(mirror, List.of(issue(1, "b")));
        assertThat(runs.unchanged(run)).isFalse();
    }

    @Test
    void handsBackWhenItIsClosed() throws InterruptedException {
        runs.take(issue(1, "a"));
        runs.close();
        assertThat(runs.begins(RequestRun.on(issue(1, "a")))).isFalse();
        assertThat(runs.take(issue(2, "a"))).isFalse();
    }

    private void closed(Issue issue, String at) {
        runs.listed(mirror, List.of(issue));
        runs.take(issue);
        String answer = "{\"number\": 1, \"state\": \"closed\", \"updated_at\": \"" + at + "\"}";
        runs.closed(RequestRun.on(issue), Served.issue(answer));
    }

    private static Issue issue(long number, String title) {
        return issue(number, title, CREATED);
    }

    private static Issue issue(long number, String title, Instant updated) {
        return Served.issue(number, title, "", "alice", updated, "porter");
    }
}
