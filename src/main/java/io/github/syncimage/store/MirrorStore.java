package io.github.syncimage.store;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.concurrent.SharedLock;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.store.database.Database;
import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.store.database.SqliteDatabase;
import io.github.syncimage.store.database.StoreException;
import io.github.syncimage.store.run.Beat;
import io.github.syncimage.store.run.KeptNotes;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.PostgresBudgets;
import io.github.syncimage.store.run.SharedLocks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The database beside GitHub: an SQLite file in the data folder, or PostgreSQL. Safe for threads, and for the daemon and
 * commands at the same time. Once it is open no method throws: what cannot be read is not remembered, what cannot be
 * written is forgotten, and the log says so in a line.
 */
public final class MirrorStore implements CopyHistory, AutoCloseable {
    private static final String FILE_NAME = "sync-image.db";
    private static final Executor OPENERS =
            task -> DaemonThreads.named("open-database").newThread(task).start();
    private static final Duration PRUNE_EVERY = Duration.ofDays(1);

    private final ForgivingDatabase database;
    private final Clock clock;
    private final AtomicReference<Instant> pruned;
    private final PostgresDatabase server;
    private final Membership members;
    private final PostgresBudgets budgets;
    private final SharedLocks locks;
    private final Namespaces namespaces;
    private final TargetOwners owners;

    MirrorStore(Supplier<? extends CompletableFuture<? extends Database>> opener, Clock clock) {
        this(opener, clock, null);
    }

    private MirrorStore(
            Supplier<? extends CompletableFuture<? extends Database>> opener, Clock clock, PostgresDatabase server) {
        this.database = new ForgivingDatabase(opener, clock);
        this.clock = clock;
        this.server = server;
        this.members = server == null ? null : new Membership(server.connections(), Beat.NORMAL);
        this.budgets = server == null ? null : new PostgresBudgets(members);
        this.locks = server == null ? null : new SharedLocks(server::another);
        this.pruned = new AtomicReference<>(Instant.MIN);
        this.namespaces = Namespaces.ALL;
        this.owners = new TargetOwners(database, clock, target -> Optional.empty(), namespace -> Optional.empty());
    }

    private MirrorStore(MirrorStore same, Namespaces namespaces, TargetOwners owners) {
        this.database = same.database;
        this.clock = same.clock;
        this.server = same.server;
        this.members = same.members;
        this.budgets = same.budgets;
        this.locks = same.locks;
        this.pruned = same.pruned;
        this.namespaces = namespaces;
        this.owners = owners;
    }

    /** The same, of a team: lists what is in its namespaces, and what it is told of is theirs. To close one closes both. */
    public MirrorStore of(Namespaces team) {
        return new MirrorStore(this, team, owners);
    }

    /** The same where repositories at the target are reserved for sources. */
    public MirrorStore reserving(Function<Repository, Optional<Repository>> reserved) {
        return new MirrorStore(this, namespaces, owners.with(reserved));
    }

    /**
     * The same for who can tell the owners that a lost database knew.
     *
     * @param told from a namespace at the target, {@code registry/namespace}, to the owners of its repositories; asked once
     *     where nothing is known of it, before a name in it is given; empty for a namespace of which there is nothing to tell
     */
    public MirrorStore restoringOwners(Function<String, Optional<Map<Repository, Repository>>> told) {
        return new MirrorStore(this, namespaces, owners.restoredFrom(told));
    }

    /**
     * Opens the database, made or migrated where needed.
     *
     * @param dataDir where the SQLite file lives, made where it is missing
     * @param databaseUrl {@code jdbc:postgresql:…}, or {@code jdbc:sqlite:FILE}, or null for SQLite in {@code dataDir}
     * @throws StoreException when it cannot be used
     */
    public static MirrorStore open(Path dataDir, String databaseUrl) {
        Database database = database(dataDir, databaseUrl);
        return new MirrorStore(
                () -> CompletableFuture.completedFuture(database),
                Clock.systemUTC(),
                database instanceof PostgresDatabase server ? server : null);
    }

    /**
     * As {@link #open}, but at once: it opens while the caller goes on, the first question waits for it, and a database
     * that cannot be used is a line in the log and remembers nothing. Half a minute later it is tried again: a server may
     * come up after the daemon.
     */
    public static MirrorStore openInBackground(Path dataDir, String databaseUrl) {
        if (!isServer(databaseUrl)) {
            return new MirrorStore(() -> opening(() -> database(dataDir, databaseUrl)), Clock.systemUTC());
        }
        PostgresDatabase server = PostgresDatabase.lazily(databaseUrl);
        Supplier<Database> prepared = () -> {
            server.prepare();
            return server;
        };
        return new MirrorStore(() -> opening(prepared), Clock.systemUTC(), server);
    }

    private static CompletableFuture<Database> opening(Supplier<Database> database) {
        return CompletableFuture.supplyAsync(database, OPENERS);
    }

    /** One that opens no database and remembers nothing, for looking at the routes. */
    public static MirrorStore remembersNothing() {
        return new MirrorStore(
                () -> CompletableFuture.failedFuture(new StoreException("no database is open", null)),
                Clock.systemUTC());
    }

    private static Database database(Path dataDir, String url) {
        if (isServer(url)) {
            return PostgresDatabase.open(url);
        }
        return SqliteDatabase.open(file(dataDir, url));
    }

    /**
     * The SQLite file.
     *
     * @param dataDir and {@code url} as in {@link #open}
     */
    public static Path file(Path dataDir, String url) {
        if (url == null || url.isBlank()) {
            return dataDir.resolve(FILE_NAME);
        }
        if (url.startsWith("jdbc:sqlite:")) {
            return Path.of(url.substring("jdbc:sqlite:".length()));
        }
        throw new StoreException("the database's URL starts neither with jdbc:postgresql: nor with jdbc:sqlite:", null);
    }

    private static boolean isServer(String url) {
        return url != null && url.startsWith("jdbc:postgresql:");
    }

    /** The server that {@link #openInBackground} was told of, whether it is there or not; empty where it is a file. */
    public Optional<PostgresDatabase> server() {
        return Optional.ofNullable(server);
    }

    /** This process among those on the server; empty where it is a file. */
    public Optional<Membership> members() {
        return Optional.ofNullable(members);
    }

    /** What all processes on the server spend together; where it is a file nobody else spends. */
    public Budgets budgets() {
        return budgets == null ? Budgets.ALONE : budgets;
    }

    @Override
    public Map<Digest, List<Repository>> holders(String host, Collection<Digest> blobs) {
        return database.read("look up blobs", Map.of(), connection -> HeldBlobs.holders(connection, host, blobs));
    }

    @Override
    public void holds(Repository repository, Collection<Digest> blobs) {
        if (!blobs.isEmpty()) {
            Instant now = clock.instant();
            database.write("remember blobs", connection -> HeldBlobs.put(connection, repository, blobs, now));
            pruneOnceADay(now);
        }
    }

    @Override
    public void lacks(Repository repository, Digest blob) {
        database.write("forget a blob", connection -> HeldBlobs.remove(connection, repository, blob));
    }

    @Override
    public Optional<Mirrored> mirrored(ImageReference target) {
        return database.read(
                "look up a mirrored image", Optional.empty(), connection -> MirroredImages.find(connection, target));
    }

    @Override
    public List<ImageReference> tagsOf(Repository repository, Digest digest) {
        return database.read(
                "look up tags of a digest",
                List.of(),
                connection -> MirroredImages.tagsOf(connection, repository, digest));
    }

    @Override
    public Optional<Repository> owner(Repository target) {
        return owners.owner(target);
    }

    @Override
    public void restoreOwners(Repository target) {
        owners.restore(target);
    }

    @Override
    public boolean decidesOwners() {
        return owners.decides();
    }

    @Override
    public Optional<Repository> claim(Repository target, Repository source) {
        return owners.claim(target, source);
    }

    @Override
    public SharedLock lock(ImageReference target) throws InterruptedException {
        return locks == null ? SharedLock.OWN : locks.take(target.toString());
    }

    @Override
    public void remember(Mirrored mirrored) {
        database.write("remember a mirrored image", connection -> MirroredImages.put(connection, mirrored, namespaces));
    }

    /**
     * Notes whose issue an image was mirrored for, unless an earlier one has brought what stands there now.
     *
     * @param repository of the issue, {@code owner/name}
     */
    public void requestedBy(ImageReference target, String repository, long issue, String user) {
        database.write(
                "remember a requester",
                connection -> MirroredImages.putRequester(connection, target, repository, issue, user));
    }

    /** Whether one more image may count for a user; nothing is counted. */
    public CountedRequests.Answer room(CountedRequests.Counted image, CountedRequests.Most most) {
        return database.read(
                "look what counts for a user",
                CountedRequests.Answer.UNKNOWN,
                connection -> CountedRequests.room(connection, image, most));
    }

    /**
     * Counts an image for a user where there is room for it; once, however often the same one of the same run comes by, and
     * never beyond that, however many ask at once.
     */
    public CountedRequests.Answer take(CountedRequests.Counted image, long bytes, CountedRequests.Most most) {
        return database.decide(
                "count an image",
                CountedRequests.Answer.UNKNOWN,
                connection -> CountedRequests.take(connection, image, bytes, most));
    }

    /**
     * The image that counts stands at the target: it counts from now on, whatever becomes of the rest of its run.
     *
     * @param bytes of the image, for one whose size was not known when it was counted
     */
    public void arrived(CountedRequests.Counted image, long bytes) {
        database.write("note that an image counts", connection -> CountedRequests.arrived(connection, image, bytes));
    }

    /** Counts the image no more, unless it has arrived. */
    public void giveBack(CountedRequests.Counted image) {
        database.write("count an image no more", connection -> CountedRequests.giveBack(connection, image));
    }

    /** Notes what an anonymous request for an image that was mirrored has found. */
    public void looked(ImageReference target, Visibility.State found) {
        Instant now = clock.instant();
        database.write(
                "remember who may pull an image",
                connection -> MirroredImages.putVisibility(connection, target, found, now));
    }

    /** Everything that was mirrored, of a team. */
    public MirroredList all() {
        return new MirroredList(database, namespaces);
    }

    /** What requests came to, of a team. */
    public AnswerLog answers() {
        return new AnswerLog(database, clock, namespaces);
    }

    /** How far the images are that daemons have in work, of a team. */
    public ProgressTable progress() {
        return new ProgressTable(database, clock, namespaces);
    }

    /** Who has tables of their own beside it keeps them here. */
    public ForgivingDatabase database() {
        return database;
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    public Clock clock() {
        return clock;
    }

    /** What a daemon that is alone notes of its line for the next start. */
    public KeptNotes keptNotes() {
        return new KeptNotes(database);
    }

    private void pruneOnceADay(Instant now) {
        Instant last = pruned.get();
        if (now.minus(PRUNE_EVERY).isAfter(last) && pruned.compareAndSet(last, now)) {
            database.write("remove old rows", connection -> Retention.prune(connection, now));
        }
    }

    @Override
    public void close() {
        if (members != null) {
            members.close();
            locks.close();
        }
        database.close();
        if (server != null) {
            server.close();
        }
    }
}
