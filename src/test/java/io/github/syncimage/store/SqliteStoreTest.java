package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.store.database.SchemaMigration;
import io.github.syncimage.store.database.SqliteDatabase;
import io.github.syncimage.store.database.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest extends MirrorStoreContract {
    private static final ImageReference TARGET = ImageReference.parse("registry.example.com/team/nginx:alpine");

    @TempDir
    Path folder;

    @Override
    MirrorStore openStore() {
        return MirrorStore.open(dataDir(), null);
    }

    private Path dataDir() {
        return folder.resolve("data/deeper");
    }

    private Path file() {
        return dataDir().resolve("sync-image.db");
    }

    @Test
    void aNewFileHasTheNewestSchema() throws SQLException {
        store().close();

        try (Connection connection = connect()) {
            assertThat(SchemaMigration.isNewest(connection)).isTrue();
        }
    }

    @Test
    void theNewestVersionIsThatOfTheLastMigration() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            int last = files.map(file -> file.getFileName().toString().replaceFirst("^V(\\d+)__.*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();
            assertThat(SchemaMigration.NEWEST).isEqualTo(last);
        }
    }

    @Test
    void refusesAFileOfALaterRelease() throws SQLException {
        store().close();
        try (Connection connection = connect()) {
            connection.createStatement().execute("UPDATE flyway_schema_history SET version = '99'");
            connection.createStatement().execute("INSERT INTO oldest_reader VALUES (99)");
        }

        assertThatThrownBy(this::openStore)
                .isInstanceOf(StoreException.class)
                .hasMessage("could not open the database (" + file() + "): its tables have version 99, this program"
                        + " knows " + SchemaMigration.NEWEST
                        + " (a later release made them; use that or another database)");
    }

    @Test
    void usesTablesOfALaterReleaseThatOnlyAddsToThem() throws SQLException {
        store().close();
        try (Connection connection = connect()) {
            connection
                    .createStatement()
                    .execute("INSERT INTO flyway_schema_history SELECT 99, '99', description, type,"
                            + " script, checksum, installed_by, installed_on, execution_time, success"
                            + " FROM flyway_schema_history WHERE installed_rank = 1");
        }

        try (MirrorStore store = openStore()) {
            count(store, LocalDate.EPOCH, "alice", 1);
            assertThat(countedFor(store, LocalDate.EPOCH, "alice")).isEqualTo(1);
        }
    }

    @Test
    void aListThatCannotBeReadIsNotAnEmptyOne() {
        MirrorStore store = store();
        store.close();

        assertThat(store.all().all()).isEmpty();
        assertThat(store.all().revision()).isEmpty();
        assertThat(store.all().details(List.of("x"))).isEmpty();
    }

    @Test
    void setsAFileAsideThatIsNoDatabase() throws IOException {
        Files.createDirectories(dataDir());
        Files.writeString(file(), "this is no database, and long enough to be looked at ".repeat(40));

        MirrorStore store = store();
        count(store, LocalDate.EPOCH, "alice", 1);

        assertThat(countedFor(store, LocalDate.EPOCH, "alice")).isEqualTo(1);
        assertThat(brokenFiles()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void forgetsWhatADamagedFileHeldAndBeginsANewOne(int firstDamagedPage) throws IOException {
        Repository repository = TARGET.repository();
        List<Digest> blobs =
                IntStream.range(0, 2_000).mapToObj(i -> Digest.of("blob" + i)).toList();
        MirrorStore store = store();
        store.holds(repository, blobs);
        store.close();
        damage(firstDamagedPage);

        MirrorStore damaged = store();
        blobs.forEach(blob -> holders(damaged, repository.host(), blob));
        assertThat(holders(damaged, repository.host(), blobs.get(0))).isEmpty();
        damaged.close();

        MirrorStore next = store();
        next.holds(repository, List.of(Digest.of("new")));
        assertThat(holders(next, repository.host(), Digest.of("new"))).containsExactly(repository);
        assertThat(brokenFiles()).hasSize(1);
    }

    @Test
    void saysWhyItCannotBeOpened() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(dataDir(), "a file where the folder should be");

        assertThatThrownBy(this::openStore)
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "could not open the database (" + file() + "): " + dataDir() + ": FileAlreadyExistsException");
    }

    @Test
    void refusesAUrlOfAnotherDatabaseWithoutShowingIt() {
        assertThatThrownBy(() -> MirrorStore.open(folder, "jdbc:mysql://host/db?password=secret"))
                .isInstanceOf(StoreException.class)
                .hasMessage("the database's URL starts neither with jdbc:postgresql: nor with jdbc:sqlite:");
    }

    @Test
    void anUnusableDatabaseInTheBackgroundRemembersNothing() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(dataDir(), "a file where the folder should be");

        try (MirrorStore store = MirrorStore.openInBackground(dataDir(), null)) {
            store.remember(mirrored(TARGET, "one"));

            assertThat(store.mirrored(TARGET)).isEmpty();
            assertThat(holders(store, "registry.example.com", Digest.of("x"))).isEmpty();
        }
    }

    @Test
    void theFirstQuestionWaitsForADatabaseThatOpensInTheBackground() {
        store().remember(mirrored(TARGET, "one"));

        try (MirrorStore store = MirrorStore.openInBackground(dataDir(), null)) {
            assertThat(store.mirrored(TARGET)).isPresent();
        }
    }

    @Test
    void aRowThatNoLongerReadsIsNotThere() throws SQLException {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        try (Connection connection = connect()) {
            connection.createStatement().execute("UPDATE mirrored_image SET source_digest = 'sha256:nonsense'");
        }

        assertThat(store.mirrored(TARGET)).isEmpty();
    }

    @Test
    void isSilentAfterItWasClosed() {
        MirrorStore store = store();
        store.close();

        store.remember(mirrored(TARGET, "one"));
        assertThat(store.mirrored(TARGET)).isEmpty();
    }

    @Test
    void removesBlobsThatNobodyUsedForHalfAYear() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Repository repository = TARGET.repository();
        storeAt(start).holds(repository, List.of(Digest.of("old"), Digest.of("used again")));
        storeAt(start.plus(Duration.ofDays(100))).holds(repository, List.of(Digest.of("used again")));
        storeAt(start).answers().add(new AnswerRow(0, null, "acme/mirror", 1, "a", "b", "mirrored", null, Map.of()));
        MirrorStore later = storeAt(start.plus(Duration.ofDays(200)));
        assertThat(later.answers().latest(1)).hasSize(1);
        later.holds(repository, List.of(Digest.of("new")));

        assertThat(holders(later, repository.host(), Digest.of("old"))).isEmpty();
        assertThat(holders(later, repository.host(), Digest.of("used again"))).hasSize(1);
        assertThat(later.answers().latest(1)).isEmpty();
    }

    private MirrorStore storeAt(Instant now) {
        CompletableFuture<SqliteDatabase> opened = CompletableFuture.completedFuture(SqliteDatabase.open(file()));
        return new MirrorStore(() -> opened, Clock.fixed(now, ZoneOffset.UTC));
    }

    private void damage(int firstPage) throws IOException {
        int start = firstPage * 4096;
        byte[] pages = Files.readAllBytes(file());
        Arrays.fill(pages, start, pages.length, (byte) 0x5a);
        Files.write(file(), pages);
    }

    private List<String> brokenFiles() throws IOException {
        try (Stream<Path> files = Files.list(dataDir())) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("sync-image\\.db\\.broken-[0-9-]+"))
                    .toList();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }
}
