package io.github.syncimage.store.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.SharedLock;
import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.PostgresServer;
import io.github.syncimage.trust.VerifyRules;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of all daemons on one PostgreSQL one sets a tag at a time, and one that comes late sets none. */
class SharedTagIT {
    private static final String HOLDERS = "FROM pg_locks WHERE locktype = 'advisory' AND granted";
    private static final SampleImage THREE =
            LoopbackImages.indexWithAttestations("shared", "linux/amd64", "linux/arm64", "linux/s390x");

    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    @RegisterExtension
    final TwoRegistries registries = new TwoRegistries();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** One daemon's copy of one platform, ready to be published. */
    private record Prepared(ImageCopier copier, CopyPlan plan, PlatformCopy copied) {
        CopyResult publish(Runnable stillOurs) {
            return copier.publish(plan, List.of(copied), stillOurs);
        }
    }

    private Prepared daemon(ImageReference source, ImageReference to, String platform) {
        MirrorStore store = MirrorStore.open(null, server.url());
        ImageCopier copier =
                new ImageCopier(registries.client, store, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE);
        opened.add(copier);
        opened.add(store);
        CopyPlan plan = copier.plan(
                copier.inspect(source), TargetChoice.of(to), PlatformSelection.parse(platform), Dialect.AUTO, () -> {});
        return new Prepared(copier, plan, copier.copyPlatform(plan, Platform.parse(platform), CopyProgress.NONE));
    }

    @Test
    void platformsOfTwoDaemonsBothStandWhateverTheirClocksSay() throws Exception {
        ImageReference source = registries.source("a/app:1", THREE);
        ImageReference to = registries.to("team/clocks:1");
        Prepared amd = daemon(source, to, "linux/amd64");
        Prepared arm = daemon(source, to, "linux/arm64");

        amd.publish(() -> {});
        // As if it had been written by a machine whose clock is behind.
        execute("UPDATE mirrored_image SET mirrored_at = 0");
        CopyResult second = arm.publish(() -> {});

        assertThat(second.mirrored()).hasToString("[linux/amd64, linux/arm64]");
    }

    @Test
    void whoSetsItKeepsTheOthersOutAndWhoLosesItsLockLooksAgain() throws Exception {
        ImageReference source = registries.source("a/app:1", THREE);
        ImageReference to = registries.to("team/turns:1");
        Prepared amd = daemon(source, to, "linux/amd64");
        Prepared arm = daemon(source, to, "linux/arm64");
        CountDownLatch before = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();

        Future<CopyResult> first = threads.submit(() -> amd.publish(() -> {
            before.countDown();
            if (stopped.compareAndSet(false, true)) {
                pass(goOn);
            }
        }));
        pass(before);
        Future<CopyResult> second = threads.submit(() -> arm.publish(() -> {}));
        await().until(() -> count("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
        assertThat(registries.target.manifest("team/turns", "1")).isEmpty();

        // What the server does to one that stands still, and a crash to one that is gone.
        execute("SELECT pg_terminate_backend(pid) " + HOLDERS);
        assertThat(second.get().mirrored()).hasToString("[linux/arm64]");
        goOn.countDown();

        assertThat(first.get().mirrored()).hasToString("[linux/amd64, linux/arm64]");
        assertThat(registries.standing(to).digest()).isEqualTo(first.get().targetDigest());
        assertThat(count("SELECT COUNT(*) " + HOLDERS))
                .as("locks that are left")
                .isZero();
    }

    @Test
    void whoseWorkAnotherHasTakenSetsNoTag() throws Exception {
        ImageReference source = registries.source("a/app:1", THREE);
        ImageReference to = registries.to("team/late:1");
        Prepared late = daemon(source, to, "linux/amd64");

        assertThatThrownBy(() -> late.publish(() -> {
                    throw new IllegalStateException("taken over");
                }))
                .hasMessage("taken over");

        assertThat(registries.target.manifest("team/late", "1")).isEmpty();
        assertThat(count("SELECT COUNT(*) " + HOLDERS)).isZero();
    }

    @Test
    void whileTheDatabaseIsAwayItIsWaitedForAndThenDoneWithout() throws Exception {
        try (SharedLocks patient = new SharedLocks(() -> DriverManager.getConnection(server.url()));
                SharedLocks hurried =
                        new SharedLocks(() -> DriverManager.getConnection(server.url()), Duration.ofMillis(1))) {
            patient.take("any").close();
            server.stop();
            Future<SharedLock> waits = threads.submit(() -> patient.take("any"));
            try (SharedLock alone = hurried.take("any")) {
                assertThat(alone.shared()).isFalse();
                assertThat(alone.held()).isTrue();
                assertThat(waits).isNotDone();
            } finally {
                server.start();
            }
            try (SharedLock lock = waits.get()) {
                assertThat(lock.shared()).isTrue();
                assertThat(lock.held()).isTrue();
            }
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
