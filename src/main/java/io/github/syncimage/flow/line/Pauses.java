package io.github.syncimage.flow.line;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.Pause;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.run.RunLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Until when issues are left alone. An edit ends that. */
public record Pauses(RunLedger ledger, Clock clock) {
    /** After a run that GitHub kept from its end, doubled each time: soon enough for a blip, seldom enough for a fault. */
    private static final BackOff PAUSES = new BackOff(Duration.ofMinutes(1), Duration.ofHours(1));

    /** In the place of a time: no pause, but the run's next turn. */
    public static final Instant ITS_TURN = Instant.EPOCH;

    public boolean holds(Issue issue) {
        return ledger.recall(notes -> find(notes, issue).filter(this::lasts).isPresent());
    }

    /** Whether the issue as it stands waits for the hours of large images, or has waited for them until now. */
    public boolean waitsForHours(Issue issue) {
        return ledger.recall(notes -> find(notes, issue)
                .filter(pause -> Pause.HOURS.equals(pause.host()))
                .isPresent());
    }

    private static Optional<Pause> find(Notes notes, Issue issue) {
        return notes.pauses()
                .find(issue.id())
                .filter(pause -> pause.run().fingerprint().equals(issue.fingerprint()));
    }

    private boolean lasts(Pause pause) {
        return clock.instant().isBefore(Instant.ofEpochMilli(pause.until()));
    }

    /** @param host whose limit is waited for, or null */
    public void putOff(RequestRun run, String host, Instant until) {
        ledger.update(notes -> notes.pauses().put(run.issue(), new Pause(run, host, until.toEpochMilli())));
    }

    /** A run came to no end. */
    public void broken(RequestRun run) {
        ledger.update(notes -> {
            int before = notes.failures().find(run.issue()).orElse(0);
            notes.failures().put(run.issue(), before + 1);
            putOff(run, null, clock.instant().plus(PAUSES.pause(before)));
        });
    }

    public void end(IssueId issue) {
        ledger.update(notes -> notes.pauses().remove(issue));
    }

    /** A run came to its end. */
    public void succeeded(IssueId issue) {
        ledger.update(notes -> notes.failures().remove(issue));
    }

    public void forget(Predicate<IssueId> which) {
        ledger.update(notes -> {
            notes.pauses().removeIf(which);
            notes.failures().removeIf(which);
        });
    }

    /** Those that are not over, the first to end first. */
    public List<Pause> lasting() {
        return ledger.look(notes -> notes.pauses().values().stream()
                .filter(this::lasts)
                .sorted(Comparator.comparing(Pause::until))
                .toList());
    }

    public int size(Predicate<IssueId> which) {
        return ledger.look(notes ->
                (int) notes.pauses().all().keySet().stream().filter(which).count());
    }
}
