package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.store.CountedRequests.Answer;
import io.github.syncimage.store.CountedRequests.Counted;
import io.github.syncimage.store.CountedRequests.Most;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.watch.TagRecord;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchMemory.EntryRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every database has to do alike. */
abstract class MirrorStoreContract {
    private static final ImageReference SOURCE = ImageReference.parse("nginx:alpine");
    private static final ImageReference TARGET = ImageReference.parse("registry.example.com/team/nginx:alpine");
    private static final Repository REPOSITORY = TARGET.repository();
    private static final Instant NOON = Instant.parse("2026-11-24T08:00:00.123Z");
    private static final Namespaces ONE = new Namespaces(List.of("registry.example.com/team"));
    private static final Namespaces TWO =
            new Namespaces(List.of("other.example.com/two", "registry.example.com/team/two"));
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    private final List<MirrorStore> opened = new CopyOnWriteArrayList<>();

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
    void aRepositoryBelongsToTheFirstAlsoBetweenProcesses() throws Exception {
        Repository target = TARGET.repository();
        List<MirrorStore> processes = List.of(store(), store());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Optional<Repository>>> claims = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Repository source = new Repository("docker.io", "user" + i + "/nginx");
                MirrorStore process = processes.get(i % 2);
                claims.add(() -> process.claim(target, source));
            }
            Set<Repository> owners = new HashSet<>();
            for (Future<Optional<Repository>> claim : threads.invokeAll(claims)) {
                owners.add(claim.get().orElseThrow());
            }
            assertThat(owners).hasSize(1);
            assertThat(store().owner(target)).contains(owners.iterator().next());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsReservedIsItsSourcesWhateverWasClaimed() {
        Repository nginx = SOURCE.repository();
        MirrorStore store = store();
        store.claim(REPOSITORY, new Repository("docker.io", "other/nginx"));

        MirrorStore reserving =
                store.reserving(target -> target.equals(REPOSITORY) ? Optional.of(nginx) : Optional.empty());

        assertThat(reserving.owner(REPOSITORY)).contains(nginx);
        assertThat(reserving.claim(REPOSITORY, new Repository("docker.io", "other/nginx")))
                .contains(nginx);
    }

    @Test
    void ownersAreReadBackOnceAndTakeNobodysNameAway() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Repository other = new Repository("registry.example.com", "team/other");
        Repository source = new Repository("quay.io", "a/other");
        MirrorStore store = store();
        store.claim(REPOSITORY, SOURCE.repository());
        MirrorStore restoring = store.restoringOwners(namespace -> {
            asked.add(namespace);
            return Optional.of(Map.of(REPOSITORY, source, other, source));
        });

        restoring.restoreOwners(other);
        restoring.restoreOwners(REPOSITORY);
        store().restoringOwners(namespace -> {
                    throw new IllegalStateException("asked again");
                })
                .restoreOwners(other);

        assertThat(asked).containsExactly("registry.example.com/team");
        assertThat(store.owner(REPOSITORY)).contains(SOURCE.repository());
        assertThat(store.owner(other)).contains(source);
    }

    @Test
    void remembersWhatWasMirrored() {
        Mirrored mirrored = mirrored(TARGET, "one");

        store().remember(mirrored);

        assertThat(store().mirrored(TARGET)).contains(mirrored);
        assertThat(store().mirrored(TARGET.repository().tag("other"))).isEmpty();
    }

    @Test
    void knowsTheTagsOfADigestInARepository() {
        MirrorStore store = store();
        ImageReference wild = ImageReference.parse("registry.example.com/team/n_inx:alpine");
        ImageReference other = ImageReference.parse("registry.example.com/team/nginx/debug:alpine");
        List.of(TARGET, REPOSITORY.tag("two"), wild, other).forEach(target -> store.remember(mirrored(target, "one")));
        store.remember(mirrored(REPOSITORY.tag("three"), "another"));
        Digest digest = mirrored(TARGET, "one").targetDigest();

        assertThat(store().tagsOf(REPOSITORY, digest)).containsExactly(TARGET, REPOSITORY.tag("two"));
        assertThat(store().tagsOf(wild.repository(), digest)).containsExactly(wild);
        assertThat(store().tagsOf(REPOSITORY, Digest.of("none"))).isEmpty();
    }

    @Test
    void listsEverythingThatWasMirroredTheNewestFirst() {
        MirrorStore store = store();
        assertThat(store.all().all()).hasValue(List.of());
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, "acme/mirror", 7, "alice");
        store.looked(TARGET, Visibility.State.PUBLIC);
        ImageReference chart = REPOSITORY.tag("chart");
        store.remember(at(mirrored(chart, "two"), "all", List.of(), NOON.plusSeconds(1)));

        assertThat(store().all().all().orElseThrow())
                .containsExactly(
                        new MirroredRow(
                                SOURCE.toString(),
                                chart.toString(),
                                List.of(),
                                123_456_789_012L,
                                NOON.plusSeconds(1),
                                null,
                                null,
                                null,
                                "unknown",
                                ArtifactType.IMAGE),
                        new MirroredRow(
                                SOURCE.toString(),
                                TARGET.toString(),
                                List.of("linux/amd64", "linux/arm64"),
                                123_456_789_012L,
                                NOON,
                                "alice",
                                7L,
                                "acme/mirror",
                                "public",
                                ArtifactType.IMAGE));
    }

    @Test
    void tellsTheDetailsOfSome() {
        MirrorStore store = store();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Mirrored one = mirrored(TARGET, "one");
        store.remember(one);
        store.looked(TARGET, Visibility.State.PRIVATE);
        store.remember(mirrored(REPOSITORY.tag("other"), "two"));

        List<MirroredDetails> found =
                store().all().details(List.of("absent", TARGET.toString())).orElseThrow();

        assertThat(found).singleElement().satisfies(details -> {
            assertThat(details.looked()).isBetween(before, Instant.now());
            assertThat(details)
                    .isEqualTo(new MirroredDetails(
                            TARGET.toString(),
                            one.sourceDigest().toString(),
                            one.targetDigest().toString(),
                            DigestDifference.SUBSET,
                            one.images(),
                            "all",
                            List.of("linux/amd64", "linux/arm64", "linux/s390x"),
                            "private",
                            details.looked()));
        });
        assertThat(store.all().details(List.of())).hasValue(List.of());
    }

    @Test
    void tellsTheDetailsOfMoreThanAStatementCanAskFor() {
        store().remember(mirrored(TARGET, "one"));
        List<String> targets = new ArrayList<>(
                IntStream.range(0, 1100).mapToObj(i -> "absent" + i).toList());
        targets.add(TARGET.toString());

        assertThat(store().all().details(targets).orElseThrow()).hasSize(1);
    }

    @Test
    void whatWasSeenOfAnotherImageUnderTheTagDoesNotCount() {
        MirrorStore store = store();
        store.remember(at(mirrored(TARGET, "one"), "linux/amd64", List.of(), NOON));
        store.looked(TARGET, Visibility.State.PUBLIC);
        store.remember(at(mirrored(TARGET, "one"), "linux/amd64", List.of(), NOON.plusSeconds(60)));
        assertThat(store.all().all().orElseThrow()).singleElement().satisfies(row -> {
            assertThat(row.since()).as("found there again").isEqualTo(NOON);
            assertThat(row.visibility()).isEqualTo("public");
        });

        store.remember(at(mirrored(TARGET, "two"), "linux/amd64", List.of(), NOON.plusSeconds(90)));

        assertThat(store.all().all().orElseThrow()).singleElement().satisfies(row -> {
            assertThat(row.since()).isEqualTo(NOON.plusSeconds(90));
            assertThat(row.visibility()).isEqualTo("unknown");
        });
    }

    @Test
    void aPlatformMayStandInAnIndexTwice() {
        PlatformImage ltsc = new PlatformImage(Platform.parse("windows/amd64"), Digest.of("2022"), 5);
        PlatformImage older = new PlatformImage(Platform.parse("windows/amd64"), Digest.of("2019"), 4);
        Mirrored image = at(mirrored(TARGET, "one"), "windows/amd64", List.of(ltsc, older), NOON);

        store().remember(image);

        assertThat(store().mirrored(TARGET)).contains(image);
        store().remember(at(mirrored(TARGET, "one"), "windows/amd64", List.of(older), NOON));
        assertThat(store().mirrored(TARGET).orElseThrow().images()).containsExactly(older);
    }

    @Test
    void eachChangeOfTheListIsSeenFromElsewhere() {
        MirrorStore store = store();
        MirrorStore elsewhere = store();
        List<String> revisions = new ArrayList<>();
        revisions.add(elsewhere.all().revision().orElseThrow());
        for (Runnable change : List.<Runnable>of(
                () -> store.remember(mirrored(TARGET, "one")),
                () -> store.requestedBy(TARGET, "acme/mirror", 7, "alice"),
                () -> store.looked(TARGET, Visibility.State.PUBLIC),
                () -> store.remember(mirrored(TARGET, "two")),
                () -> store.remember(mirrored(REPOSITORY.tag("other"), "two")))) {
            change.run();
            revisions.add(elsewhere.all().revision().orElseThrow());
            assertThat(elsewhere.all().revision()).hasValue(revisions.get(revisions.size() - 1));
        }

        assertThat(revisions).doesNotHaveDuplicates();
    }

    private static Mirrored at(Mirrored image, String platforms, List<PlatformImage> images, Instant time) {
        return new Mirrored(
                image.type(),
                image.source(),
                image.target(),
                image.sourceDigest(),
                image.targetDigest(),
                platforms,
                images,
                image.wanted(),
                image.offered(),
                image.size(),
                image.difference(),
                time,
                null);
    }

    /** Two daemons, two repositories, and what is given back in between is taken by others, but never exceeded. */
    @Test
    void neverCountsMoreThanIsLeftHoweverManyAskAtOnce() throws Exception {
        Most most = new Most(9, 7, 1000);
        List<MirrorStore> daemons = List.of(store(), store());
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                MirrorStore daemon = daemons.get(i % 2);
                Counted image = counted(i % 3 == 0 ? "acme/other" : "acme/mirror", "alice", i);
                boolean fails = i % 4 == 0;
                asked.add(threads.submit(() -> {
                    Answer answer = daemon.take(image, 10, most);
                    if (fails && answer == Answer.ROOM) {
                        daemon.giveBack(image);
                        return Answer.NO_MORE_IMAGES;
                    }
                    return answer;
                }));
            }
            int served = 0;
            for (Future<Answer> answer : asked) {
                served += answer.get() == Answer.ROOM ? 1 : 0;
            }
            assertThat(served).isBetween(1, 9);
            assertThat(countedFor(daemons.get(0), DAY, "alice")).isEqualTo(served);
            for (int i = 200; i < 210; i++) {
                daemons.get(0).take(counted("acme/other", "alice", i), 10, most);
            }
            assertThat(countedFor(daemons.get(1), DAY, "alice"))
                    .as("nothing is lost")
                    .isEqualTo(9);
            assertThat(daemons.get(1).take(counted("acme/mirror", "bob", 1000), 10, most))
                    .as("another user's")
                    .isEqualTo(Answer.ROOM);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 0,   ROOM",
        "2, 0, 0,   NO_MORE_IMAGES",
        "3, 1, 0,   NO_MORE_HERE",
        "0, 2, 0,   ROOM",
        "0, 0, 100, ROOM",
        "0, 0, 99,  NO_MORE_BYTES",
        "0, 0, 0,   ROOM",
    })
    void eachLimitHoldsBesideTheOthers(int images, int here, long bytes, Answer expected) {
        MirrorStore store = store();
        Most none = new Most(0, 0, 0);
        store.take(counted("acme/mirror", "alice", 1), 40, none);
        store.take(counted("acme/other", "alice", 2), 30, none);
        store.take(new Counted(DAY.minusDays(1), "acme/mirror", "alice", 3, "yesterday"), 500, none);

        assertThat(store().take(counted("acme/mirror", "alice", 4), 30, new Most(images, here, bytes)))
                .isEqualTo(expected);
        assertThat(countedFor(store, DAY, "alice")).isEqualTo(expected == Answer.ROOM ? 3 : 2);
    }

    @Test
    void countsAnImageOfARunOnceAndGivesBackWhatHasNotArrived() {
        MirrorStore store = store();
        Most one = new Most(1, 0, 0);
        Counted image = counted("acme/mirror", "alice", 1);
        Counted other = counted("acme/mirror", "alice", 2);
        assertThat(store.room(image, one)).isEqualTo(Answer.ROOM);
        assertThat(store.take(image, 10, one)).isEqualTo(Answer.ROOM);
        assertThat(store().room(image, one)).as("after a crash").isEqualTo(Answer.ROOM);
        assertThat(store().take(image, 10, one)).as("after a crash").isEqualTo(Answer.ROOM);
        assertThat(store.room(other, one)).isEqualTo(Answer.NO_MORE_IMAGES);

        store.giveBack(image);
        assertThat(store.take(other, 10, one)).isEqualTo(Answer.ROOM);
        store.arrived(other, 10);
        store.giveBack(other);
        assertThat(store.room(image, one)).isEqualTo(Answer.NO_MORE_IMAGES);
        assertThat(store.room(image, new Most(0, 0, 10))).isEqualTo(Answer.NO_MORE_BYTES);
        assertThat(store.room(image, new Most(0, 0, 11))).isEqualTo(Answer.ROOM);
    }

    /** One daemon stood still, another has gone on with its run and brought the image. */
    @Test
    void whatArrivesCountsAlsoWhereAnotherDaemonHasGivenItBack() {
        MirrorStore store = store();
        Counted image = counted("acme/mirror", "alice", 1);
        store.take(image, 0, new Most(2, 0, 0));
        store.giveBack(image);
        store.arrived(image, 25);

        assertThat(countedFor(store, DAY, "alice")).isEqualTo(1);
        assertThat(store.room(counted("acme/mirror", "alice", 2), new Most(0, 0, 25)))
                .isEqualTo(Answer.NO_MORE_BYTES);
    }

    private static Counted counted(String repository, String user, long issue) {
        return new Counted(DAY, repository, user, issue, repository + " 1 " + SOURCE);
    }

    @Test
    void remembersWatchedTags() {
        TagRecord.Key key = new TagRecord.Key("list", "docker.io/library/nginx", "alpine");
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        TagRecord unknown = TagRecord.unknown(key, TARGET, "all");
        WatchMemory memory = WatchMemory.in(store());

        memory.put(unknown);
        assertThat(WatchMemory.in(store()).find(key)).contains(unknown);
        TagRecord failed = unknown.failed("denied", now, now.plusSeconds(300));
        memory.put(failed);
        assertThat(memory.failing("list", key.entry(), 10)).containsExactly(failed);
        assertThat(memory.failures("list", key.entry())).isOne();
        TagRecord moved = failed.standing(Digest.of("one"), Digest.of("one"), now)
                .putAt(now)
                .standing(Digest.of("two"), Digest.of("two"), now);
        memory.put(moved);
        assertThat(moved.movedFrom()).isEqualTo(Digest.of("one"));
        assertThat(memory.find(key)).contains(moved);
        assertThat(memory.moved("list", now.minusMillis(1), 10)).containsExactly(moved);
        assertThat(memory.placed("list", key.entry())).containsExactly(moved);
        assertThat(memory.failing("list", key.entry(), 10)).isEmpty();
        assertThat(memory.ownerBeside(new TagRecord.Key("list", "other", "alpine"), TARGET))
                .contains(key);
        assertThat(memory.ownerBeside(key, TARGET)).isEmpty();

        memory.noteGone("list", key.entry(), Instant.now().plusSeconds(60));
        assertThat(memory.gone("list", 10)).singleElement().satisfies(gone -> assertThat(gone.gone())
                .isNotNull());
        assertThat(memory.placed("list", key.entry()))
                .as("what upstream has lost stays")
                .isEmpty();
        memory.seen("list", key.entry(), List.of("alpine", "never heard of"), now);
        assertThat(memory.gone("list", 10)).isEmpty();
    }

    @Test
    void forgetsEntriesThatAListHasNoMore() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        EntryRecord one = new EntryRecord("list", "one", now, null, now.plusSeconds(5), 3, 1, now, "denied");
        EntryRecord two = new EntryRecord("list", "two", now, now, now.plusSeconds(5), 3, 0, null, null);
        WatchMemory memory = WatchMemory.in(store());
        memory.put(one);
        memory.put(two);
        memory.put(TagRecord.unknown(new TagRecord.Key("list", "one", "alpine"), TARGET, "all"));
        assertThat(WatchMemory.in(store()).entry("list", "one")).isEqualTo(one);

        memory.retain("list", List.of("two"));

        assertThat(memory.entry("list", "one"))
                .isEqualTo(new EntryRecord("list", "one", null, null, null, 0, 0, null, null));
        assertThat(memory.find(new TagRecord.Key("list", "one", "alpine"))).isEmpty();
        assertThat(memory.entry("list", "two")).isEqualTo(two);
    }

    @Test
    void listsOfOneNameOfTwoTeamsKnowNothingOfEachOther() {
        Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
        TagRecord.Key key = new TagRecord.Key("list", "one", "alpine");
        TagRecord tag = TagRecord.unknown(key, TARGET, "all");
        WatchMemory one = WatchMemory.in(store().of(ONE));
        WatchMemory two = WatchMemory.in(store().of(TWO));
        one.put(new EntryRecord("list", "one", now, now, now.plusSeconds(5), 3, 0, null, null));
        one.put(tag);

        assertThat(one.find(key)).contains(tag);
        assertThat(one.entry("list", "one")).returns("list", EntryRecord::list);
        assertThat(two.find(key)).isEmpty();
        assertThat(two.entry("list", "one"))
                .isEqualTo(new EntryRecord("list", "one", null, null, null, 0, 0, null, null));
        TagRecord failed = tag.failed("denied", now, now);
        two.put(failed);
        assertThat(two.failing("list", "one", 10)).containsExactly(failed);
        assertThat(one.failing("list", "one", 10)).isEmpty();
        two.retain("list", List.of("other"));
        assertThat(two.find(key)).isEmpty();
        assertThat(one.find(key)).contains(tag);
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
        store.requestedBy(TARGET, "acme/mirror", 7, "alice");
        store.remember(mirrored(TARGET, "two"));

        assertThat(store.mirrored(TARGET)).contains(mirrored(TARGET, "two"));
        assertThat(issue(store)).isEmpty();
    }

    @Test
    void keepsTheFirstIssueThatATargetWasMirroredFor() {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, "acme/mirror", 7, "alice");
        store.requestedBy(TARGET, "acme/mirror", 8, "bob");

        assertThat(issue(store)).hasValue("acme/mirror#7");
    }

    @Test
    void keepsWhoAskedFirstWhereTheSameImageIsFoundThereAgain() {
        MirrorStore store = store();
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, "acme/mirror", 7, "alice");
        store.remember(mirrored(TARGET, "one"));
        store.requestedBy(TARGET, "acme/mirror", 8, "bob");

        assertThat(issue(store)).hasValue("acme/mirror#7");
    }

    @Test
    void remembersAnswersTheNewestFirst() {
        AnswerLog log = store().answers();
        log.add(answer(
                1, "docker.io/library/nginx:1", "mirrored", null, Map.of("size", 12L, "platforms", List.of("a", "b"))));
        log.add(answer(2, "<b>\u955c\u50cf</b>", "refused", "no_image", Map.of()));

        assertThat(store().answers().latest(50))
                .extracting(
                        AnswerRow::issue, AnswerRow::source, AnswerRow::outcome, AnswerRow::reason, AnswerRow::details)
                .containsExactly(
                        tuple(2L, "<b>\u955c\u50cf</b>", "refused", "no_image", Map.of()),
                        tuple(
                                1L,
                                "docker.io/library/nginx:1",
                                "mirrored",
                                null,
                                Map.of("size", 12L, "platforms", List.of("a", "b"))));
        assertThat(store().answers().latest(1)).extracting(AnswerRow::issue).containsExactly(2L);
    }

    @Test
    void thatAnImageWaitsIsToldOnceAndNoLongerThanItDoes() {
        AnswerLog log = store().answers();
        log.add(answer(1, "a", "waiting", null, Map.of("host", "docker.io")));
        log.add(answer(1, "b", "waiting", null, Map.of("host", "docker.io")));
        log.add(answer(1, "a", "waiting", null, Map.of("host", "quay.io")));
        assertThat(log.latest(50)).extracting(AnswerRow::source).containsExactly("a", "b");
        assertThat(log.latest(1).get(0).details()).isEqualTo(Map.of("host", "quay.io"));
        log.add(answer(1, "a", "mirrored", null, Map.of()));
        log.add(answer(1, "a", "already_present", null, Map.of()));
        assertThat(log.latest(50))
                .extracting(AnswerRow::outcome)
                .containsExactly("already_present", "mirrored", "waiting");
    }

    @Test
    void answersOfManyDaemonsAtOnceAreAllThere() throws Exception {
        int daemons = 4;
        int each = 25;
        ExecutorService threads = Executors.newFixedThreadPool(daemons);
        List<Future<?>> running = new ArrayList<>();
        for (int daemon = 0; daemon < daemons; daemon++) {
            AnswerLog log = store().answers();
            long first = daemon * 1000L;
            running.add(threads.submit(() -> {
                for (long issue = first; issue < first + each; issue++) {
                    log.add(answer(issue, "a", "failed", null, Map.of()));
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        List<AnswerRow> all = store().answers().latest(1000);
        assertThat(all).hasSize(daemons * each);
        assertThat(all).extracting(AnswerRow::issue).doesNotHaveDuplicates();
        assertThat(all).extracting(AnswerRow::id).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void teamsAreToldOfTheirOwnImages() {
        MirrorStore before = store();
        MirrorStore one = store().of(ONE);
        MirrorStore two = store().of(TWO);
        ImageReference below = ImageReference.parse("registry.example.com/team/two/app:1");
        ImageReference elsewhere = ImageReference.parse("quay.example.com/of/a/list:1");
        before.remember(mirrored(TARGET, "one"));
        two.remember(mirrored(below, "two"));
        two.remember(mirrored(elsewhere, "three"));
        // Who copies there by hand does not make it somebody else's.
        before.remember(mirrored(elsewhere, "four"));

        assertThat(targets(one)).containsExactly(TARGET.toString());
        assertThat(targets(two)).containsExactlyInAnyOrder(below.toString(), elsewhere.toString());
        assertThat(targets(before)).hasSize(3);
        assertThat(one.mirrored(below))
                .as("what stands there is for all to know")
                .isPresent();
    }

    private static List<String> targets(MirrorStore store) {
        return store.all().all().orElseThrow().stream().map(MirroredRow::target).toList();
    }

    @Test
    void teamsAreToldOfTheirOwnAnswers() {
        AnswerLog one = store().of(ONE).answers();
        AnswerLog two = store().of(TWO).answers();
        two.add(answer(7, "a", "waiting", null, Map.of()));
        one.add(answer(7, "a", "mirrored", null, Map.of()));
        store().answers().add(answer(8, "b", "refused", "no_image", Map.of()));

        assertThat(one.latest(50)).extracting(AnswerRow::outcome).containsExactly("refused", "mirrored");
        assertThat(two.latest(50)).extracting(AnswerRow::outcome).containsExactly("refused", "waiting");
        assertThat(two.latest(1)).extracting(AnswerRow::issue).containsExactly(8L);
        assertThat(store().answers().latest(50)).hasSize(3);
    }

    @Test
    void eachDaemonTellsOfItsOwnImages() {
        ProgressTable one = store().progress();
        ProgressTable other = store().progress();
        ProgressRow app = new ProgressRow("acme/mirror", 7, "a", Map.of("done", false));
        ProgressRow base = new ProgressRow("acme/mirror", 7, "b", Map.of("done", false));
        ProgressRow theirs = new ProgressRow("acme/other", 7, "a", Map.of("done", true));
        one.tell("one", List.of(app, base));
        other.tell("two", List.of(theirs));
        assertThat(other.all()).containsExactlyInAnyOrder(app, base, theirs);
        ProgressRow further = new ProgressRow("acme/mirror", 7, "a", Map.of("done", true));
        one.tell("one", List.of(further));
        assertThat(one.all()).containsExactlyInAnyOrder(further, theirs);
        other.tell("two", List.of(theirs, app));
        assertThat(one.all()).as("who has taken it over tells of it").containsExactlyInAnyOrder(app, theirs);
        one.tell("one", List.of());
        assertThat(one.all()).containsExactlyInAnyOrder(app, theirs);
    }

    @Test
    void teamsAreToldHowFarTheirOwnImagesAre() {
        ProgressTable one = store().of(ONE).progress();
        ProgressTable two = store().of(TWO).progress();
        ProgressRow ofOne = new ProgressRow("acme/mirror", 7, "a", Map.of("done", true));
        ProgressRow ofTwo = new ProgressRow("acme/mirror", 7, "a", Map.of("done", false));
        one.tell("one", List.of(ofOne));
        two.tell("two", List.of(ofTwo));

        assertThat(one.all()).containsExactly(ofOne);
        assertThat(two.all()).containsExactly(ofTwo);
        assertThat(store().progress().all()).isEmpty();
    }

    private static AnswerRow answer(
            long issue, String source, String outcome, String reason, Map<String, Object> details) {
        return new AnswerRow(0, null, "acme/mirror", issue, "alice", source, outcome, reason, details);
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
    void takesWhateverTextComesAlong() {
        String hostile = "'; DROP TABLE counted_request; -- \u202e😀";
        MirrorStore store = store();
        count(store, DAY, hostile, 7);

        assertThat(countedFor(store, DAY, hostile)).isEqualTo(1);
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
            assertThat(countedFor(reader, DAY, "writer" + writer)).isEqualTo(each);
        }
        assertThat(holders(reader, REPOSITORY.host(), Digest.of("shared0"))).containsExactly(REPOSITORY);
    }

    private static void write(MirrorStore store, String name, int each) {
        List<Digest> shared =
                IntStream.range(0, 20).mapToObj(i -> Digest.of("shared" + i)).toList();
        for (int i = 0; i < each; i++) {
            count(store, DAY, name, i);
            store.holds(REPOSITORY, shared);
        }
    }

    private static PlatformImage platform(String platform, String content) {
        return new PlatformImage(Platform.parse(platform), Digest.of(content + platform), content.length());
    }

    static Mirrored mirrored(ImageReference target, String content) {
        return new Mirrored(
                ArtifactType.IMAGE,
                SOURCE,
                target,
                Digest.of(content),
                Digest.of(content + " at target"),
                "linux/amd64,linux/arm64",
                List.of(platform("linux/amd64", content), platform("linux/arm64", content)),
                "all",
                "linux/amd64,linux/arm64,linux/s390x",
                123_456_789_012L,
                DigestDifference.SUBSET,
                NOON,
                NOON);
    }

    /** The issue that the target's image was mirrored for. */
    private static Optional<String> issue(MirrorStore store) {
        return store.all().all().orElseThrow().stream()
                .filter(row -> row.target().equals(TARGET.toString()) && row.issue() != null)
                .map(row -> row.repository() + "#" + row.issue())
                .findFirst();
    }

    static void count(MirrorStore store, LocalDate day, String user, long issue) {
        store.take(new Counted(day, "acme/mirror", user, issue, user), 1, new Most(0, 0, 0));
    }

    /** How many images count for a user that day: the least bound that lets one more through is one above. */
    static int countedFor(MirrorStore store, LocalDate day, String user) {
        Counted another = new Counted(day, "acme/mirror", user, 1_000_000, "another");
        return IntStream.iterate(1, most -> most + 1)
                        .filter(most -> store.room(another, new Most(most, 0, 0)) != Answer.NO_MORE_IMAGES)
                        .findFirst()
                        .orElseThrow()
                - 1;
    }
}
