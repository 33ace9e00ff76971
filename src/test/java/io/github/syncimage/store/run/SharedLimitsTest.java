package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.concurrent.Limit.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SharedLimitsTest {
    private static final int ROUNDS = 5_000;

    /** A beat here takes no time; a machine may stand still. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The limit that both have to do with; each round has another. */
    private volatile SharedLimits.Row limit;
    /** The one that the beat has been at. */
    private volatile SharedLimits.Row beaten;

    @Test
    void whatAProcessIsToldItselfIsNewerThanWhatABeatFindsAtThatMoment() throws Exception {
        Level elsewhere = new Level(90, 5000, null, null);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Membership members = new Membership(new Away(), Beat.NORMAL)) {
            SharedLimits limits = new SharedLimits(members);
            Future<?> beat = threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    SharedLimits.Row last = beaten;
                    while (limit == last && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    limit.take(Duration.ZERO, elsewhere, "another");
                    beaten = limit;
                }
            });
            for (int round = 0; round < ROUNDS; round++) {
                limit = limits.of("github", "acme " + round, "", Clock.systemUTC());
                limit.tell(new Level(5000, 5000, null, null));
                while (beaten != limit) {
                    Thread.onSpinWait();
                }
                assertThat(limit.level().remaining()).as("in round %d", round).isEqualTo(5000);
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
        try (Membership members = new Membership(new Away(), Beat.NORMAL)) {
            SharedLimits.Row told = new SharedLimits(members).of("github", "acme", "", Clock.systemUTC());
            Connection connection = noting(written);
            threads.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    told.tellAll(connection);
                }
                return null;
            });
            for (int round = 0; round < ROUNDS; round++) {
                told.tell(new Level(round, ROUNDS, null, null));
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
