package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every database has to do alike. */
abstract class MirrorStoreContract {
    private static final ImageReference SOURCE = ImageReference.parse("nginx:alpine");
    private static final ImageReference TARGET = ImageReference.parse("registry.example.com/team/nginx:alpine");
    private static final Repository REPOSITORY = TARGET.repository();
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private final List<MirrorStore> opened = new ArrayList<>();

    /** Opens the same database again, as another process would. */
    abstract MirrorStore openStore();

    final MirrorStore store() {
        MirrorStore store = openStore();
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeStores() {
        opened.forEach(MirrorStore::close);
    }

    @Test
    void remembersWhatWasMirrored() {
        Mirrored mirrored = mirrored(TARGET, "one");

        store().remember(mirrored);

        assertThat(store().mirrored(TARGET)).contains(mirrored);
        assertThat(store().mirrored(TARGET.repository().tag("other"))).isEmpty();
    }

    @Test
    void findsATargetByItsTagWhateverDigestIsNamedBesideIt() {
        store().remember(mirrored(TARGET, "one"));

        assertThat(store().mirrored(TARGET.withDigest(Digest.of("x")))).isPresent();
    }

    @Test
    void keepsWhatWasLastPutUnderATarget() {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, 7, "alice");
        store.remember(mirrored(TARGET, "two"));

        assertThat(store.mirrored(TARGET)).contains(mirrored(TARGET, "two"));
        assertThat(store.issueOf(TARGET)).isEmpty();
    }

    @Test
    void keepsTheFirstIssueThatATargetWasMirroredFor() {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, 7, "alice");
        store.requestedBy(TARGET, 8, "bob");

        assertThat(store.issueOf(TARGET)).hasValue(7);
    }

    @Test
    void keepsWhoAskedFirstWhereTheSameImageIsFoundThereAgain() {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, 7, "alice");
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, 8, "bob");

        assertThat(store.issueOf(TARGET)).hasValue(7);
    }

    @Test
    void knowsAFewHoldersOfABlobAtTheSameHostOnly() {
        Digest blob = Digest.of("layer");
        MirrorStore store = store();
        for (int i = 0; i < 9; i++) {
            store.holds(new Repository("registry.example.com", "team/app" + i), List.of(blob, Digest.of("" + i)));
        }
        store.holds(new Repository("other.example.com", "team/app"), List.of(blob));

        assertThat(holders(store, "registry.example.com", blob))
                .hasSize(4)
                .allMatch(repository -> repository.host().equals("registry.example.com"));
        assertThat(holders(store, "registry.example.com", Digest.of("absent"))).isEmpty();
    }

    static List<Repository> holders(MirrorStore store, String host, Digest blob) {
        return store.holders(host, List.of(blob)).getOrDefault(blob, List.of());
    }

    @Test
    void knowsTheHoldersOfMoreBlobsThanAStatementCanAskFor() {
        MirrorStore store = store();
        List<Digest> blobs =
                IntStream.range(0, 1100).mapToObj(i -> Digest.of("many" + i)).toList();
        store.holds(REPOSITORY, blobs.subList(0, 1099));

        assertThat(store.holders(REPOSITORY.host(), blobs))
                .hasSize(1099)
                .allSatisfy((blob, holders) -> assertThat(holders).containsExactly(REPOSITORY));
        assertThat(store.holders(REPOSITORY.host(), List.of())).isEmpty();
    }

    @Test
    void forgetsABlobThatARepositoryTurnedOutToLack() {
        Digest blob = Digest.of("layer");
        MirrorStore store = store();
        store.holds(REPOSITORY, List.of(blob, Digest.of("kept"), blob));
        store.lacks(REPOSITORY, blob);

        assertThat(holders(store, REPOSITORY.host(), blob)).isEmpty();
        assertThat(holders(store, REPOSITORY.host(), Digest.of("kept"))).containsExactly(REPOSITORY);
    }

    @Test
    void countsARequestOnceHoweverOftenItComesBy() {
        MirrorStore store = store();
        store.countRequest(DAY, "alice", 7, "nginx");
        store.countRequest(DAY, "alice", 7, "nginx");
        store.countRequest(DAY.plusDays(1), "alice", 7, "nginx");
        store.countRequest(DAY, "alice", 8, "redis");
        store.countRequest(DAY, "bob", 9, "redis");

        assertThat(store.requestsOn(DAY, "alice")).isEqualTo(2);
        assertThat(store.requestsOn(DAY.plusDays(1), "alice")).isZero();
        assertThat(store.requestsOn(DAY, "bob")).isEqualTo(1);
    }

    @Test
    void takesWhateverTextComesAlong() {
        String hostile = "'; DROP TABLE counted_request; -- \u202e😀";
        MirrorStore store = store();
        store.countRequest(DAY, hostile, 7, hostile);

        assertThat(store.requestsOn(DAY, hostile)).isEqualTo(1);
    }

    @Test
    void servesSeveralWritersAtOnce() throws Exception {
        int writers = 4;
        int each = 50;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                MirrorStore store = store();
                String name = "writer" + writer;
                running.add(threads.submit(() -> write(store, name, each)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        MirrorStore reader = store();
        for (int writer = 0; writer < writers; writer++) {
            assertThat(reader.requestsOn(DAY, "writer" + writer)).isEqualTo(each);
        }
        assertThat(holders(reader, REPOSITORY.host(), Digest.of("shared0"))).containsExactly(REPOSITORY);
    }

    private static void write(MirrorStore store, String name, int each) {
        List<Digest> shared =
                IntStream.range(0, 20).mapToObj(i -> Digest.of("shared" + i)).toList();
        for (int i = 0; i < each; i++) {
            store.countRequest(DAY, name, i, name);
            store.holds(REPOSITORY, shared);
        }
    }

    static Mirrored mirrored(ImageReference target, String content) {
        return new Mirrored(
                SOURCE,
                target,
                Digest.of(content),
                Digest.of(content + " at target"),
                "linux/amd64,linux/arm64",
                "all",
                "linux/amd64,linux/arm64,linux/s390x",
                123_456_789_012L,
                DigestDifference.SUBSET,
                Instant.parse("2026-11-24T08:00:00.123Z"));
    }
}
