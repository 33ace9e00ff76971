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
 * The ledger that several daemons share. Each has all of it in memory, and asks for what others have changed before it
 * looks or changes something itself, so the same plain code decides as where one is alone.
 */
public final class SharedLedger implements RunLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLedger.class);
    /** Before the database is asked again after it gave no answer. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long NOTHING = -1;

    private final Book book;
    private final SharedNotes notes;
    private final String self;
    private long known = NOTHING;
    /** Which server has told that. */
    private String server;

    /** Whether something may be written down of which we do not know: the answer to our last change got lost. */
    private boolean unsure = true;
    /** What is in our hands since then, according to the notes, and nobody here knows of it. */
    private final Set<IssueId> unknown = new HashSet<>();

    private boolean working;
    private boolean closed;
    private boolean told;
    private long awaySince;

    /** @param self the daemon's name in {@link Place#owner} */
    public SharedLedger(Book book, SharedNotes notes, String self) {
        this.book = book;
        this.notes = notes;
        this.self = self;
    }

    @Override
    public synchronized <T> T change(Function<Book, T> work) {
        if (working) {
            return work.apply(book);
        }
        Work<T> change = new Work<>(work);
        ask(() -> known = notes.change(change));
        book.keep();
        unknown.clear();
        return change.result;
    }

    /** What is done while nobody else changes anything. */
    private final class Work<T> implements SharedNotes.Change {
        private final Function<Book, T> work;
        private T result;

        private Work(Function<Book, T> work) {
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
                unknown.forEach(issue -> book.places().change(issue, place -> place.ownedBy(null)));
                result = work.apply(book);
                return book.changes();
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
                book.undo();
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
        Map<IssueId, Place> before = doubtful ? Map.copyOf(book.places().all()) : Map.of();
        if (!toldAll) {
            // It was asked too long ago; or the database is another one by now, which had not got all of the changes.
            news = newer.than(NOTHING);
            book.clear();
        }
        book.load(news.notes());
        known = news.number();
        server = news.server();
        if (doubtful) {
            book.places().all().forEach((issue, place) -> {
                Place then = before.get(issue);
                boolean knownAsOurs = then != null && self.equals(then.owner()) && then.stage() == place.stage();
                if (self.equals(place.owner()) && !knownAsOurs) {
                    unknown.add(issue);
                }
            });
        }
    }

    @Override
    public <T> T settle(T atTheEnd, Function<Book, T> work) {
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
    public synchronized <T> T look(Function<Book, T> work) {
        if (!working) {
            try {
                ask(() -> read(notes::newer));
            } catch (LedgerAwayException asItWas) {
                LOG.debug("looked at what was known before", asItWas);
            }
        }
        return work.apply(book);
    }

    @Override
    public synchronized <T> T recall(Function<Book, T> work) {
        return work.apply(book);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
