package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.flow.line.Pauses;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.flow.line.Workforce;
import io.github.syncimage.github.Commands;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.OwnLedger;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.Duration;

/** What a daemon knows of its runs, wired as in the program. */
final class Daemon {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    final RunLedger ledger;
    final Turns turns;
    final Pauses pauses;
    final Interruptions interruptions;
    final RunsInProgress runs;
    final ServedRepository mirror;

    Daemon(RunLedger ledger, Workforce workforce, Repositories repositories, Clock clock) {
        this.ledger = ledger;
        mirror = repositories.only().orElseThrow();
        turns = new Turns(ledger, workforce, new Turns.Sizes(0, null), clock);
        pauses = new Pauses(ledger, clock);
        interruptions = new Interruptions(ledger, workforce, new Commands(repositories, comment -> false), clock);
        RateLimits limits = new RateLimits(TokenSource.of("t"), account -> new RateLimit(clock));
        Hearing hearing = new Hearing(new Conditions(), limits, repositories, INTERVAL, clock);
        Polls polls = new Polls(repositories, hearing, () -> true, INTERVAL, clock);
        runs = new RunsInProgress(null, ledger, turns, pauses, interruptions, polls, clock);
    }

    /** One that remembers nothing of an earlier start. */
    static Daemon alone(int workers, Repositories repositories, Clock clock) {
        return alone(MirrorStore.remembersNothing(), workers, repositories, clock);
    }

    static Daemon alone(MirrorStore store, int workers, Repositories repositories, Clock clock) {
        RunLedger ledger = new OwnLedger(Notes.empty(repositories::ours), store.keptNotes());
        return new Daemon(ledger, Workforce.alone(workers), repositories, clock);
    }
}
