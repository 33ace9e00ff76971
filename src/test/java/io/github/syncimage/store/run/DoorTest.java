package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.concurrent.SharedDoor.Left;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DoorTest {
    private static final int ROUNDS = 5_000;

    /** A beat here takes no time; a machine may stand still. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Test
    void whatIsToldWhileABeatWritesDownWhatWasToldBeforeIsWrittenByTheNext() throws Exception {
        AtomicInteger written = new AtomicInteger(-1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Link link = new Link(new Away())) {
            Door told = new Door(link, "github", "acme", "");
            Connection connection = noting(written);
            threads.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    told.tellAll(connection);
                }
                return null;
            });
            for (int round = 0; round < ROUNDS; round++) {
                told.tell(new Left(round, ROUNDS, null));
                Instant end = Instant.now().plus(PATIENCE);
                while (written.get() != round) {
                    assertThat(Instant.now()).as("in round %d", round).isBefore(end);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A database that takes everything; how much is left is the fourth thing that it is told. */
    private static Connection noting(AtomicInteger remaining) {
        PreparedStatement statement = proxy(PreparedStatement.class, (proxy, method, values) -> {
            if (method.getName().equals("setObject") && values[0].equals(4)) {
                remaining.set((Integer) values[1]);
            }
            return method.getReturnType() == int.class ? 1 : null;
        });
        return proxy(Connection.class, (proxy, method, values) -> statement);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** A database that is not there. */
    private static final class Away extends PGSimpleDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("away");
        }
    }
}
