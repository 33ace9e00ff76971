package io.github.syncimage.run;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.store.run.News;
import io.github.syncimage.store.run.Note;
import io.github.syncimage.store.run.SharedNotes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several daemons share this ledger. Each has all of it in memory, and asks for what others have changed before it
 * looks or changes something itself, so the same plain code decides as where one is alone.
 */
public final class SharedLedger implements RunLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLedger.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long NOTHING = -1;

    private final Notes notes;
    private final SharedNotes stored;
    private final String self;
    private long known = NOTHING;
    /** The server that has told {@link #known}. */
    private String server;

    /** True while something may be written down of which we do not know: the answer to our last change got lost. */
    private boolean unsure = true;
    /** These issues are in our hands since then, according to the notes, and nobody here knows of it. */
    private final Set<IssueId> unknown = new HashSet<>();

    private boolean working;
    private boolean closed;
    private boolean told;
    private long awaySince;

    /** @param self the daemon's name in {@link RunState#owner} */
    public SharedLedger(Notes notes, SharedNotes stored, String self) {
        this.notes = notes;
        this.stored = stored;
        this.self = self;
    }

    @Override
    public synchronized <T> T change(Function<Notes, T> work) {
        if (working) {
            return work.apply(notes);
        }
        Work<T> change = new Work<>(work);
        ask(() -> known = stored.change(change));
        notes.keep();
        unknown.clear();
        return change.result;
    }

    private final class Work<T> implements SharedNotes.Change {
        private final Function<Notes, T> work;
        private T result;

        private Work(Function<Notes, T> work) {
            this.work = work;
        }

        @Override
        public List<Note> after(String asked, long previous, SharedNotes.Newer newer) throws SQLException {
            if (known != previous || !asked.equals(server)) {
                read(newer);
                // The number that it was told is that of this change, which may not come about.
                known = previous;
            }
            // No change of ours is on its way any more: it would have been waited for.
            unsure = false;
            working = true;
            try {
                unknown.forEach(issue -> notes.runs().change(issue, state -> state.ownedBy(null)));
                result = work.apply(notes);
                return notes.changes();
            } finally {
                working = false;
            }
        }
    }

    private interface Question {
        void put() throws SQLException;
    }

    private void ask(Question question) {
        if (isAway()) {
            throw new LedgerAwayException(new SQLException("it gave no answer a moment ago"));
        }
        boolean answered = false;
        try {
            question.put();
            answered = true;
            awaySince = 0;
            if (told) {
                LOG.info("the line can be read again");
                told = false;
            }
        } catch (SQLException e) {
            awaySince = System.nanoTime();
            if (!told) {
                LOG.warn("nothing new is taken until the database of the line answers again: {}", e.getMessage());
                told = true;
            }
            throw new LedgerAwayException(e);
        } finally {
            if (!answered) {
                notes.undo();
                unsure = true;
            }
        }
    }

    private boolean isAway() {
        return awaySince != 0 && System.nanoTime() - awaySince < PAUSE.toNanos();
    }

    private void read(SharedNotes.Newer newer) throws SQLException {
        News news = newer.than(known);
        boolean another = known != NOTHING && !Objects.equals(server, news.server());
        boolean toldAll = known == NOTHING || !another && news.forgotten() <= known && known <= news.number();
        // One that took the place of another may have forgotten what this daemon has changed last.
        boolean doubtful = unsure || another;
        Map<IssueId, RunState> before = doubtful ? Map.copyOf(notes.runs().all()) : Map.of();
        if (!toldAll) {
            // It was asked too long ago; or the database is another one by now, which had not got all of the changes.
            news = newer.than(NOTHING);
            notes.clear();
        }
        notes.load(news.notes());
        known = news.number();
        server = news.server();
        if (doubtful) {
            notes.runs().all().forEach((issue, state) -> {
                RunState then = before.get(issue);
                boolean knownAsOurs = then != null && self.equals(then.owner()) && then.stage() == state.stage();
                if (self.equals(state.owner()) && !knownAsOurs) {
                    unknown.add(issue);
                }
            });
        }
    }

    @Override
    public <T> T settle(T atTheEnd, Function<Notes, T> work) {
        while (true) {
            try {
                return change(work);
            } catch (LedgerAwayException away) {
                if (!pause()) {
                    return atTheEnd;
                }
            }
        }
    }

    /** Returns after a moment; false where the program ends. */
    private synchronized boolean pause() {
        try {
            if (!closed) {
                wait(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    @Override
    public synchronized <T> T look(Function<Notes, T> work) {
        if (!working) {
            try {
                ask(() -> read(stored::newer));
            } catch (LedgerAwayException asItWas) {
                LOG.debug("looked at what was known before", asItWas);
            }
        }
        return work.apply(notes);
    }

    @Override
    public synchronized <T> T recall(Function<Notes, T> work) {
        return work.apply(notes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
