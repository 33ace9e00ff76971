package io.github.syncimage.flow.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.ManualClock;
import io.github.syncimage.github.Served;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.RunState;
import io.github.syncimage.text.Hours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose turn it is, wherever the line is written down. */
public abstract class TurnsContract {
    private static final Turns.Sizes SIZES = new Turns.Sizes(1000, null);

    protected final ManualClock clock = new ManualClock();
    private RunLedger ledger;

    @Test
    void goesRoundTheRequestersOldestIssueFirst() {
        Turns turns = turns(1);
        add(turns, "alice", 3, 1, 2);
        add(turns, "bob", 7);
        add(turns, "Alice", 4);
        add(turns, "carol", 5, 6);

        assertThat(answers(turns)).containsExactly(1L, 5L, 7L, 2L, 6L, 3L, 4L);
    }

    @Test
    void whoComesAnewComesInTheRoundThatRuns() {
        Turns turns = turns(1);
        add(turns, "alice", 1, 2, 3, 4, 5);
        turns.nextToAnswer();
        turns.nextToAnswer();
        add(turns, "bob", 8, 9);

        assertThat(answers(turns)).containsExactly(8L, 3L, 9L, 4L, 5L);
    }

    @Test
    void whoComesAgainAndAgainStandsBeforeNobody() {
        Turns turns = turns(1);
        add(turns, "alice", 1, 2, 3);
        List<Long> order = new ArrayList<>();
        for (long bobs = 10; bobs < 13; bobs++) {
            add(turns, "bob", bobs);
            order.add(turns.nextToAnswer().issue().number());
            order.add(turns.nextToAnswer().issue().number());
        }

        assertThat(order).containsExactly(1L, 10L, 2L, 11L, 3L, 12L);
    }

    @Test
    void handsOnAsManyAsWorkersAreFree() {
        Turns turns = turns(2);
        add(turns, "alice", 1, 2, 3);
        add(turns, "bob", 4);
        ready(turns);

        assertThat(due(turns)).containsExactly(1L, 4L);
        assertThat(due(turns)).isEmpty();
        over(Served.issue(1));
        assertThat(due(turns)).containsExactly(2L);
        over(Served.issue(4));
        over(Served.issue(2));
        assertThat(due(turns)).containsExactly(3L);
    }

    @Test
    void tellsThePlaceInTheLineForTheWorkers() {
        Turns turns = turns(1);
        add(turns, "alice", 1, 2, 3);
        add(turns, "bob", 4);
        assertThat(position(turns, "alice", 1)).isZero();

        ready(turns);
        due(turns);

        assertThat(position(turns, "bob", 4)).isEqualTo(1);
        assertThat(position(turns, "alice", 2)).isEqualTo(2);
        assertThat(position(turns, "alice", 3)).isEqualTo(3);
    }

    @Test
    void waitsAMomentForAnAnswerThatIsBeingWrittenAndNoLonger() {
        Turns turns = turns(1);
        add(turns, "alice", 1);
        add(turns, "bob", 2);
        turns.nextToAnswer();
        turns.ready(turns.nextToAnswer());

        assertThat(due(turns)).as("alice's turn comes before").isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(due(turns)).containsExactly(2L);
    }

    @Test
    void whatIsAnsweredAsideTakesNoWorkersPlace() {
        Turns turns = turns(1);
        add(turns, "alice", 1, 2);
        ready(turns);
        assertThat(turns.takeAside(run("alice", 1))).isTrue();

        assertThat(due(turns)).containsExactly(2L);
        assertThat(turns.takeAside(run("alice", 2))).as("a worker has it").isFalse();
        assertThat(turns.takeAside(run("alice", 3))).as("it is over").isFalse();
    }

    @Test
    void tellsOfAnImageThatArrivedWhileTheFirstAnswerWasWritten() {
        Turns turns = turns(1);
        add(turns, "alice", 1, 2, 3, 4);
        turns.ready(turns.nextToAnswer());
        RequestRun asksForIt = turns.nextToAnswer();
        RequestRun another = turns.nextToAnswer();

        assertThat(turns.arrivedFor(
                        run -> run.issue().number() != another.issue().number()))
                .extracting(run -> run.issue().number())
                .containsExactly(1L);
        assertThat(turns.ready(asksForIt)).isTrue();
        assertThat(turns.ready(another)).isFalse();
        assertThat(turns.ready(turns.nextToAnswer()))
                .as("it is looked for when this is answered")
                .isFalse();
    }

    @Test
    void aThousandOfFiftyRequestersAreServedRoundByRound() {
        Turns turns = turns(16);
        for (long issue = 1; issue <= 1000; issue++) {
            // The first has most of the oldest ones.
            add(turns, issue <= 200 ? "user1" : "user" + issue % 50, issue);
        }
        ready(turns);
        Map<String, Integer> served = new HashMap<>();
        int left = 1000;
        while (left > 0) {
            for (RequestRun run : turns.due()) {
                served.merge(run.user(), 1, Integer::sum);
                over(run.issue());
                left--;
            }
            int most =
                    served.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
            int least = served.size() < 50
                    ? 0
                    : served.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(least < 16 ? 1 : 200);
        }
    }

    @Test
    void largeOnesGoRoundAtPlacesOfTheirOwnAndLeaveOneToTheOthers() {
        Turns turns = turns(2);
        add(turns, "alice", 1, 2, 3);
        add(turns, "bob", 4, 5);
        ready(turns);
        assertThat(due(turns)).containsExactly(1L, 4L);
        assertThat(turns.turnsOutLarge(key("alice", 1))).isZero();
        assertThat(turns.turnsOutLarge(key("bob", 4))).isEqualTo(1);
        assertThat(turns.goesBack(run("bob", 4))).isTrue();

        assertThat(due(turns)).as("what is not known to be large").containsExactly(2L);
        assertThat(turns.turnsOutLarge(key("alice", 2))).isEqualTo(2);
        turns.goesBack(run("alice", 2));
        assertThat(due(turns)).containsExactly(5L);
        assertThat(position(turns, "alice", 3)).isEqualTo(1);
        assertThat(position(turns, "alice", 2)).isEqualTo(2);

        over(Served.issue(1));
        assertThat(due(turns)).as("alice had a turn at that state").containsExactly(4L);
        assertThat(turns.turnsOutLarge(key("bob", 4))).as("it has its state").isZero();
        over(Served.issue(5));
        assertThat(due(turns)).containsExactly(3L);
        over(Served.issue(4));
        assertThat(turns.turnsOutLarge(key("alice", 3)))
                .as("one that is known to be large comes before")
                .isEqualTo(2);
        assertThat(due(turns)).containsExactly(2L);
    }

    @Test
    void largeOnesWaitForTheirHoursUnlessAMaintainerWantsThem() {
        Instant now = clock.instant();
        LocalTime time = now.atZone(ZoneOffset.UTC).toLocalTime().truncatedTo(ChronoUnit.MINUTES);
        Hours hours = new Hours(time.minusHours(2), time.minusHours(1), ZoneOffset.UTC);
        ledger = ledger();
        Turns turns = new Turns(ledger, Workforce.alone(2), new Turns.Sizes(1000, hours), clock);
        add(turns, "alice", 1);

        Instant opens = turns.opens(key("alice", 1)).orElseThrow();
        assertThat(opens).isEqualTo(now.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofHours(22)));
        clock.advance(Duration.between(now, opens));
        assertThat(turns.opens(key("alice", 1))).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(turns.opens(key("alice", 1))).contains(opens.plus(Duration.ofDays(1)));
        ledger.update(notes -> notes.runs().change(Served.issue(1), state -> state.with(RunState.Mark.AT_ONCE)));
        assertThat(turns.opens(key("alice", 1))).isEmpty();
    }

    private static RequestRun.Key key(String user, long issue) {
        return run(user, issue).key();
    }

    private Turns turns(int workers) {
        ledger = ledger();
        return new Turns(ledger, Workforce.alone(workers), SIZES, clock);
    }

    private void over(IssueId issue) {
        ledger.update(notes -> notes.runs().remove(issue));
    }

    protected abstract RunLedger ledger();

    private static void add(Turns turns, String user, long... issues) {
        for (long issue : issues) {
            turns.add(run(user, issue));
        }
    }

    private static void ready(Turns turns) {
        for (RequestRun next = turns.nextToAnswer(); next != null; next = turns.nextToAnswer()) {
            turns.ready(next);
        }
    }

    private static List<Long> answers(Turns turns) {
        List<Long> issues = new ArrayList<>();
        for (RequestRun next = turns.nextToAnswer(); next != null; next = turns.nextToAnswer()) {
            issues.add(next.issue().number());
        }
        return issues;
    }

    private static List<Long> due(Turns turns) {
        return turns.due().stream().map(run -> run.issue().number()).toList();
    }

    private static int position(Turns turns, String user, long issue) {
        return turns.position(run(user, issue));
    }

    private static RequestRun run(String user, long issue) {
        return RequestRun.on(Served.open(issue, "[PORTER]nginx", user));
    }
}
