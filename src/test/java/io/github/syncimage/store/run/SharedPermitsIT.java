package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** So many permits and never one more, over all processes on one PostgreSQL. */
class SharedPermitsIT {
    private static final int MOST = 20;
    private static final int THREADS = 12;

    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    private final List<MirrorStore> stores = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Hold> held = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        threads.shutdownNow();
        stores.forEach(MirrorStore::close);
    }

    private MirrorStore daemon() {
        MirrorStore store = MirrorStore.open(null, server.url());
        stores.add(store);
        return store;
    }

    /** Counts who is there at once. */
    private final class Counter implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger peak = new AtomicInteger();
        private final AtomicIntegerArray turns = new AtomicIntegerArray(3);
        /** Who comes before all permits are used stays until they are, so that they are; not for as long as one is kept. */
        private volatile CountDownLatch full = new CountDownLatch(1);

        Counter() throws IOException {
            threads.submit(() -> {
                while (true) {
                    Socket one = socket.accept();
                    threads.submit(() -> count(one));
                }
            });
        }

        private Void count(Socket one) throws Exception {
            try (one) {
                int number = one.getInputStream().read();
                CountDownLatch together = full;
                int there = now.incrementAndGet();
                peak.accumulateAndGet(there, Math::max);
                if (there >= MOST) {
                    together.countDown();
                }
                try {
                    together.await(2, TimeUnit.SECONDS);
                    // For as long as a small blob takes.
                    Thread.sleep(ThreadLocalRandom.current().nextLong(20, 60));
                } finally {
                    now.decrementAndGet();
                }
                one.getOutputStream().write(1);
                if (number >= 0) {
                    turns.incrementAndGet(number);
                }
            }
            return null;
        }

        void beginAnew() {
            full = new CountDownLatch(1);
            peak.set(0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void threeProcessesOfWhichOneIsKilledNeverHaveMore() throws Exception {
        try (Counter counter = new Counter()) {
            for (int i = 0; i < 3; i++) {
                processes.add(taker(i, counter.socket.getLocalPort()));
            }
            await().untilAsserted(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThat(counter.turns.get(i))
                            .as("turns of process %d", i)
                            .isGreaterThan(60);
                }
            });
            await("all permits are used").until(() -> counter.peak.get() >= MOST);
            assertThat(counter.peak).hasValue(MOST);

            processes.get(0).destroyForcibly().waitFor();
            counter.beginAnew();
            await("what the dead one had comes back").until(() -> counter.peak.get() >= MOST);
            int before = counter.turns.get(1);
            await().until(() -> counter.turns.get(1) > before + 60);
            assertThat(counter.peak).hasValue(MOST);
        }
    }

    private static Process taker(int number, int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PermitTaker.class.getName(),
                        server.url(),
                        "killed",
                        String.valueOf(MOST),
                        String.valueOf(THREADS),
                        String.valueOf(port),
                        String.valueOf(number))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void whoWaitsInAnotherProcessComesBeforeWhoComesLater() throws Exception {
        MirrorStore busy = daemon();
        MirrorStore other = daemon();
        Hold only = busy.budgets().permit("line", 1);
        Future<Hold> waits = threads.submit(() -> other.budgets().permit("line", 1));
        await().until(() -> waiting("line") == 1);

        // Those of the busy process would take it from each other for ever.
        List<Future<Hold>> later = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            later.add(threads.submit(() -> busy.budgets().permit("line", 1)));
        }
        await().until(() -> waiting("line") == 2);
        only.close();

        await().until(waits::isDone);
        assertThat(later).noneMatch(Future::isDone);
        waits.get().close();
        await().untilAsserted(() -> assertThat(done(later)).isEqualTo(1));
    }

    private static int waiting(String pool) throws Exception {
        return count("SELECT COUNT(*) FROM permit_wait WHERE until > now() AND pool = '" + pool + "'");
    }

    private static int count(String sql) throws Exception {
        return Integer.parseInt(ask(sql));
    }

    private static String ask(String sql) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(server.url());
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void whileTheDatabaseIsAwayWhatIsHeldGoesOnAndTheFreeOnesAreShared() throws Exception {
        MirrorStore one = daemon();
        MirrorStore other = daemon();
        for (int i = 0; i < 4; i++) {
            held.add(one.budgets().permit("away", 10));
        }
        held.add(other.budgets().permit("away", 10));
        // Those that another test has killed count for a while.
        await().until(() -> stores.stream().allMatch(store -> store.budgets().processes() == 2));
        // A beat first renews what is held, then sees what is free: with the next one it has.
        for (int beats = 0; beats < 2; beats++) {
            String before = ask("SELECT now()");
            await().until(() -> renewed("away", before) == 5);
        }
        server.stop();
        List<Future<Hold>> more = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                more.add(threads.submit(() -> one.budgets().permit("away", 10)));
                more.add(threads.submit(() -> other.budgets().permit("away", 10)));
            }
            await().until(() -> done(more) >= 2);
            assertThat(done(more) + held.size()).isLessThanOrEqualTo(10);
        } finally {
            server.start();
        }
        await("all are used again, each with its row").until(() -> inUse("away") == 10 && done(more) == 5);

        held.forEach(Hold::close);
        await("those who wait get what is given back").until(() -> done(more) == 10);
        await().until(() -> inUse("away") == 10);
        more.stream().filter(Future::isDone).forEach(SharedPermitsIT::close);
        await().until(() -> more.stream().allMatch(Future::isDone));
        more.forEach(SharedPermitsIT::close);
    }

    private static void close(Future<Hold> permit) {
        try {
            permit.get().close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long done(List<Future<Hold>> permits) {
        return permits.stream().filter(Future::isDone).count();
    }

    private static int inUse(String pool) throws Exception {
        return count("SELECT COUNT(*) FROM permit WHERE until > now() AND pool = '" + pool + "'");
    }

    /** How many were renewed after that time of the database's. */
    private static int renewed(String pool, String time) throws Exception {
        return count("SELECT COUNT(*) FROM permit WHERE until > timestamptz '" + time
                + "' + interval '6 seconds' AND pool = '" + pool + "'");
    }
}
