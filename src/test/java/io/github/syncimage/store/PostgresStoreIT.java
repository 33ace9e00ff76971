package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.store.database.Database;
import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.store.database.StoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresStoreIT extends MirrorStoreContract {
    private static final ImageReference TARGET = ImageReference.parse("registry.example.com/team/nginx:alpine");

    @RegisterExtension
    static final PostgresServer server = new PostgresServer();

    @AfterEach
    void dropTables() throws SQLException {
        closeStores();
        try (Connection connection = DriverManager.getConnection(server.url())) {
            connection.createStatement().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    @Override
    MirrorStore openStore() {
        return MirrorStore.open(null, server.url());
    }

    @Test
    void severalProcessesMayMakeTheTablesAtOnce() throws Exception {
        int processes = 4;
        CyclicBarrier together = new CyclicBarrier(processes);
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        List<MirrorStore> stores = new ArrayList<>();
        try {
            Callable<MirrorStore> opening = () -> {
                together.await();
                return store();
            };
            for (Future<MirrorStore> one : threads.invokeAll(Collections.nCopies(processes, opening))) {
                stores.add(one.get());
            }
        } finally {
            threads.shutdownNow();
        }
        stores.get(0).remember(mirrored(TARGET, "one"));
        assertThat(stores.get(3).mirrored(TARGET)).isPresent();
    }

    @Test
    void saysWhichServerIsNotThereWithoutThePassword() {
        String url = "jdbc:postgresql://127.0.0.1:1/postgres?user=sync&password=" + PostgresServer.PASSWORD;

        assertThatThrownBy(() -> MirrorStore.open(null, url))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("could not open the database (postgresql://127.0.0.1:1/postgres): ")
                .hasMessageNotContaining(PostgresServer.PASSWORD)
                .hasMessageNotContaining("\n");
    }

    @Test
    void remembersOnceAServerHasComeUpThatWasNotThereAtTheStart() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T08:00:00Z"));
        server.stop();
        try (MirrorStore store = new MirrorStore(this::opening, clock(now))) {
            assertThat(store.mirrored(TARGET)).isEmpty();
            server.start();
            store.remember(mirrored(TARGET, "one"));
            assertThat(store.mirrored(TARGET)).as("left alone for a while").isEmpty();

            now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(1)));
            store.remember(mirrored(TARGET, "one"));
            assertThat(store.mirrored(TARGET)).isPresent();
        }
    }

    private CompletableFuture<Database> opening() {
        return CompletableFuture.supplyAsync(() -> PostgresDatabase.open(server.url()));
    }

    private static Clock clock(AtomicReference<Instant> now) {
        InstantSource time = now::get;
        return time.withZone(ZoneOffset.UTC);
    }

    @Test
    void saysThatThePasswordIsWrongWithoutShowingIt() {
        String url = server.url() + "x";

        assertThatThrownBy(() -> MirrorStore.open(null, url))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("could not open the database (" + server.name()
                        + "): FATAL: password authentication failed for user \"sync\"")
                .hasMessageNotContaining(PostgresServer.PASSWORD);
    }

    @Test
    void remembersAgainAfterTheServerWasAway() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T08:00:00Z"));
        CompletableFuture<PostgresDatabase> opened =
                CompletableFuture.completedFuture(PostgresDatabase.open(server.url()));
        try (MirrorStore store = new MirrorStore(() -> opened, clock(now))) {
            store.remember(mirrored(TARGET, "one"));
            server.stop();
            assertThat(store.mirrored(TARGET)).isEmpty();
            server.start();

            // The pool may hand out a connection that died with the server, if it was used half a second ago.
            await().untilAsserted(() -> {
                now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(1)));
                assertThat(store.mirrored(TARGET)).isPresent();
            });
        }
    }

    @Test
    void asksWhoseANameIsAsSoonAsTheServerIsBack() {
        CompletableFuture<PostgresDatabase> opened =
                CompletableFuture.completedFuture(PostgresDatabase.open(server.url()));
        Clock still = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);
        try (MirrorStore store = new MirrorStore(() -> opened, still)) {
            store.claim(TARGET.repository(), TARGET.repository());
            store.remember(mirrored(TARGET, "one"));
            server.stop();
            assertThat(store.owner(TARGET.repository())).isEmpty();
            assertThat(store.decidesOwners()).isFalse();
            server.start();

            await().untilAsserted(
                            () -> assertThat(store.owner(TARGET.repository())).isPresent());
            assertThat(store.decidesOwners()).isTrue();
            assertThat(store.mirrored(TARGET)).as("the pause is over").isPresent();
        }
    }
}
