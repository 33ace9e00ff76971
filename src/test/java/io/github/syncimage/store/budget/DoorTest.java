package io.github.syncimage.store.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.concurrent.shared.SharedDoor.Left;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DoorTest {
    private static final int ROUNDS = 5_000;

    /** The door that both have to do with; each round has another. */
    private volatile Door door;
    /** The one that the beat has been at. */
    private volatile Door beaten;

    @Test
    void whatAProcessIsToldItselfIsNewerThanWhatABeatFindsAtThatMoment() throws Exception {
        Door.Seen elsewhere = new Door.Seen(Duration.ZERO, new Left(90, 5000, null), "another");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Link link = new Link(new Away())) {
            Future<?> beat = threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    Door last = beaten;
                    while (door == last && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    door.take(elsewhere);
                    beaten = door;
                }
            });
            for (int round = 0; round < ROUNDS; round++) {
                door = new Door(link, "github", "acme", "");
                door.tell(new Left(5000, 5000, null));
                while (beaten != door) {
                    Thread.onSpinWait();
                }
                assertThat(door.told()).as("in round %d", round).isEmpty();
            }
            beat.get();
        } finally {
            threads.shutdownNow();
        }
    }

    /** A database that is not there. */
    private static final class Away extends PGSimpleDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("away");
        }
    }
}
