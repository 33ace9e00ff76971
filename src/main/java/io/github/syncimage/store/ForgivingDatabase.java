package io.github.syncimage.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a database that may still be opening, be away or break, and gives another answer then. */
final class ForgivingDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForgivingDatabase.class);

    /** A copy asks for every blob; after a failure the database is left alone so that they don't all wait for it. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final CompletableFuture<? extends Database> opening;
    private final Clock clock;
    private volatile Instant pausedUntil = Instant.MIN;

    ForgivingDatabase(CompletableFuture<? extends Database> opening, Clock clock) {
        this.opening = opening;
        this.clock = clock;
    }

    <T> T read(String what, T otherwise, Database.Work<T> work) {
        return ask(what, otherwise, database -> database.run(work));
    }

    void write(String what, Database.Work<?> work) {
        ask(what, null, database -> database.transact(work));
    }

    private interface Question<T> {
        T to(Database database) throws SQLException;
    }

    private <T> T ask(String what, T otherwise, Question<T> question) {
        if (clock.instant().isBefore(pausedUntil)) {
            return otherwise;
        }
        Database database = opened();
        if (database == null) {
            return otherwise;
        }
        try {
            return question.to(database);
        } catch (SQLException e) {
            pausedUntil =
                    database.giveUpAfter(e) ? Instant.MAX : clock.instant().plus(PAUSE);
            LOG.warn("could not {} ({}), going on without: {}", what, database.name(), e.getMessage());
        } catch (IllegalArgumentException e) {
            // A row that no longer reads as an image or a digest is a row that isn't there.
            LOG.warn("could not {} ({}), going on without: {}", what, database.name(), e.getMessage());
        }
        return otherwise;
    }

    private Database opened() {
        try {
            return opening.join();
        } catch (CompletionException e) {
            pausedUntil = Instant.MAX;
            LOG.warn("nothing is remembered: {}", e.getCause().getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        pausedUntil = Instant.MAX;
        opening.thenAccept(Database::close).exceptionally(e -> null).join();
    }
}
