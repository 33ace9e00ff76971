package io.github.syncimage.store.database;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a database that may still be opening, be away or break, and gives another answer then; later it tries again. */
public final class ForgivingDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForgivingDatabase.class);

    /** A copy asks for every blob; after a failure the database is left alone so that they don't all wait for it. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Supplier<? extends CompletableFuture<? extends Database>> opener;
    private final Clock clock;
    private CompletableFuture<? extends Database> opening;
    private String trouble;
    private volatile Instant pausedUntil = Instant.MIN;

    /** @param opener begins to open the database; asked at once, and again some time after that has failed */
    public ForgivingDatabase(Supplier<? extends CompletableFuture<? extends Database>> opener, Clock clock) {
        this.opener = opener;
        this.clock = clock;
        this.opening = opener.get();
    }

    public <T> T read(String what, T otherwise, Database.Work<T> work) {
        return ask(what, otherwise, false, database -> database.run(work));
    }

    /**
     * Reads and writes that take effect together or not at all. What depends on it lasts, so it is asked again even right
     * after a failure.
     */
    public <T> T decide(String what, T otherwise, Database.Work<T> work) {
        return ask(what, otherwise, true, database -> database.transact(work));
    }

    public void write(String what, Database.Work<?> work) {
        ask(what, null, false, database -> database.transact(work));
    }

    /** Reads the rows that a statement finds; none where they cannot be read. */
    public <T> List<T> query(String what, String sql, Sql.Row<T> row, Object... values) {
        return read(what, List.of(), connection -> Sql.query(connection, sql, row, values));
    }

    /** Reads the first of them. */
    public <T> Optional<T> first(String what, String sql, Sql.Row<T> row, Object... values) {
        return read(what, Optional.empty(), connection -> Sql.first(connection, sql, row, values));
    }

    /** Writes by one statement. */
    public void update(String what, String sql, Object... values) {
        write(what, connection -> Sql.update(connection, sql, values));
    }

    private interface Question<T> {
        T to(Database database) throws SQLException;
    }

    /** @param insists whether no pause is kept, but that which lasts for ever */
    private <T> T ask(String what, T otherwise, boolean insists, Question<T> question) {
        if (pauses(insists)) {
            return otherwise;
        }
        Database database = opened(insists);
        if (database == null) {
            return otherwise;
        }
        try {
            T answer = question.to(database);
            endPause();
            return answer;
        } catch (SQLException e) {
            pause(database.giveUpAfter(e) ? Instant.MAX : clock.instant().plus(PAUSE));
            LOG.warn("could not {} ({}), going on without: {}", what, database.name(), e.getMessage());
        } catch (IllegalArgumentException e) {
            // A row that no longer reads as an image or a digest is a row that isn't there.
            LOG.warn("could not {} ({}), going on without: {}", what, database.name(), e.getMessage());
        }
        return otherwise;
    }

    private boolean pauses(boolean insists) {
        return clock.instant().isBefore(pausedUntil) && (!insists || pausedUntil.equals(Instant.MAX));
    }

    private Database opened(boolean insists) {
        CompletableFuture<? extends Database> current = opening(insists);
        if (current == null) {
            return null;
        }
        try {
            Database database = current.join();
            answered();
            return database;
        } catch (CompletionException e) {
            failed(current, String.valueOf(e.getCause().getMessage()));
            return null;
        }
    }

    private synchronized CompletableFuture<? extends Database> opening(boolean insists) {
        if (opening == null && !pauses(insists)) {
            opening = opener.get();
        }
        return opening;
    }

    private synchronized void answered() {
        if (trouble != null) {
            LOG.info("the database can be used now");
            trouble = null;
        }
    }

    /** Logs a trouble once, however often it is met. */
    private synchronized void failed(CompletableFuture<? extends Database> which, String message) {
        if (opening != which) {
            return;
        }
        opening = null;
        pause(clock.instant().plus(PAUSE));
        if (!message.equals(trouble)) {
            LOG.warn("nothing is remembered: {}", message);
            trouble = message;
        }
    }

    /** Never brings the end of a longer pause forward, so that a closed database stays closed. */
    private synchronized void pause(Instant until) {
        pausedUntil = pausedUntil.isAfter(until) ? pausedUntil : until;
    }

    private synchronized void endPause() {
        if (!pausedUntil.equals(Instant.MAX)) {
            pausedUntil = Instant.MIN;
        }
    }

    @Override
    public synchronized void close() {
        pause(Instant.MAX);
        if (opening != null) {
            opening.thenAccept(Database::close).exceptionally(e -> null).join();
        }
    }
}
