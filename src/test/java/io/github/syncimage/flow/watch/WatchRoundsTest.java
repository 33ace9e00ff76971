package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.trust.VerifyRules;
import io.github.syncimage.watch.TagRecord;
import io.github.syncimage.watch.WatchFile;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchRunner;
import io.github.syncimage.watch.WatchRunner.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchRoundsTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean idle = new AtomicBoolean(true);
    private final AtomicInteger term = new AtomicInteger();

    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();
    private final RegistryClient client = new RegistryClient(HostSettings::of, 8);

    @TempDir
    private Path folder;

    private MirrorStore store;
    private ImageCopier copier;

    @BeforeEach
    void open() {
        store = MirrorStore.open(folder, null);
        copier = new ImageCopier(client, store, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE);
    }

    @AfterEach
    void close() {
        copier.close();
        client.close();
        store.close();
        upstream.close();
        target.close();
    }

    @Test
    void tellsOfATagThatUpstreamHasMoved() throws IOException {
        Path list = folder.resolve("base.yml");
        Files.writeString(
                list,
                "sync: [{source: %s/a/app, target: %s/b/app, type: repository, all: true, interval: 1h}]"
                        .formatted(upstream.host(), target.host()));
        SampleImage before = LoopbackImages.index("before", "linux/amd64");
        SampleImage after = LoopbackImages.index("after", "linux/amd64");
        WatchRounds rounds = rounds(list, idle::get, term);
        for (SampleImage image : List.of(before, after)) {
            upstream.add("a/app", "1", image);
            clock.advance(Duration.ofHours(2));
            while (rounds.next()) {
                copy(rounds);
            }
        }

        assertThat(moved).containsExactly(before.digest() + " " + after.digest());
    }

    @Test
    void whoGoesThroughListsAgainDoesNotGoOnWithWhatAnotherHasDoneSince() throws IOException {
        List.of("1", "2", "3").forEach(tag -> upstream.add("a/app", tag, LoopbackImages.index(tag, "linux/amd64")));
        Path list = folder.resolve("base.yml");
        Files.writeString(
                list,
                "sync: [{source: %s/a/app, target: %s/b/app, type: repository, all: true, interval: 1h}]"
                        .formatted(upstream.host(), target.host()));
        WatchRounds first = rounds(list, idle::get, term);
        WatchRounds second = rounds(list, () -> true, new AtomicInteger());
        clock.advance(Duration.ofMinutes(1));

        assertThat(first.next()).isTrue();
        copy(first);
        idle.set(false);
        assertThat(first.next()).as("people come first").isFalse();
        while (second.next()) {
            copy(second);
        }
        assertThat(target.tags("b/app")).hasSize(3);
        int asked = upstream.calls().size() + target.calls().size();

        term.incrementAndGet();
        idle.set(true);
        assertThat(first.next()).isFalse();

        assertThat(upstream.calls().size() + target.calls().size()).isEqualTo(asked);
        String entry = new WatchFile(null, Map.of()).read(list).entries().get(0).id();
        assertThat(List.of("1", "2", "3"))
                .as("and all are the list's own still, which it may delete")
                .allSatisfy(tag -> assertThat(WatchMemory.in(store)
                                .find(new TagRecord.Key("base", entry, tag))
                                .orElseThrow()
                                .standing()
                                .put())
                        .isNotNull());
        clock.advance(Duration.ofHours(2));
        upstream.add("a/app", "4", LoopbackImages.index("4", "linux/amd64"));
        assertThat(first.next()).as("when it is due again").isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEditedIntervalCountsFromTheLastRunAlsoAfterARestart(boolean restart) throws IOException {
        upstream.add("a/app", "1", LoopbackImages.index("1", "linux/amd64"));
        String text = "sync: [{source: %s/a/app, target: %s/b/app, type: repository, all: true, %%s}]"
                .formatted(upstream.host(), target.host());
        Path list = Files.writeString(folder.resolve("base.yml"), text.formatted("interval: 12h"));
        WatchRounds rounds = rounds(list, idle::get, term);
        clock.advance(Duration.ofMinutes(1));
        assertThat(rounds.next()).isTrue();
        copy(rounds);
        assertThat(rounds.next()).isFalse();
        Instant ran = clock.instant();
        upstream.forgetCalls();

        Files.writeString(list, text.formatted("interval: 4m"));
        rounds = restart ? rounds(list, idle::get, term) : rounds;
        clock.advance(Duration.ofMinutes(3));
        rounds.next();
        assertThat(upstream.calls()).isEmpty();
        assertThat(overview(list)).contains("next_run=" + ran.plus(Duration.ofMinutes(4)));
        clock.advance(Duration.ofMinutes(1));
        rounds.next();
        assertThat(lists()).as("when the new interval is over").isOne();

        Files.writeString(list, text.formatted("interval: 12h"));
        rounds = restart ? rounds(list, idle::get, term) : rounds;
        clock.advance(Duration.ofHours(11));
        rounds.next();
        assertThat(lists()).as("a longer one counts, too").isOne();
        Files.writeString(list, text.formatted("schedule: 'TZ=UTC @hourly'"));
        rounds = restart ? rounds(list, idle::get, term) : rounds;
        clock.advance(Duration.ofSeconds(1));
        rounds.next();
        assertThat(lists()).as("an hour has struck since").isEqualTo(2);

        upstream.failNext(100, 403, call -> call.path().endsWith("/tags/list"));
        clock.advance(Duration.ofHours(1));
        rounds.next();
        assertThat(lists()).isEqualTo(3);
        Files.writeString(list, text.formatted("interval: 12h"));
        rounds = restart ? rounds(list, idle::get, term) : rounds;
        clock.advance(Duration.ofMinutes(5));
        rounds.next();
        assertThat(lists()).as("what failed is tried again before that").isEqualTo(4);
    }

    private long lists() {
        return upstream.calls().stream()
                .filter(call -> call.path().endsWith("/tags/list"))
                .count();
    }

    private String overview(Path list) {
        WatchedLists lists = new WatchedLists(List.of(list), new WatchFile(null, Map.of()));
        return new ListStatus(lists.all().get(0), WatchMemory.in(store))
                .inShort()
                .toString();
    }

    private final List<String> moved = new ArrayList<>();

    private WatchRounds rounds(Path list, BooleanSupplier free, AtomicInteger number) {
        Scope scope = new Scope(null, PlatformSelection.ALL, null, Dialect.AUTO, 200);
        return new WatchRounds(
                new WatchedLists(List.of(list), new WatchFile(null, Map.of())),
                new WatchRunner(client, copier, WatchMemory.in(store), scope, clock, () -> {}),
                free,
                number::get,
                folder.resolve("watch"),
                Duration.ofSeconds(1),
                (copied, before) -> moved.add(before + " " + copied.sourceDigest()));
    }

    private void copy(WatchRounds rounds) {
        ImageRun image = rounds.image();
        CopyResult result = copier.copy(
                image.source(), image.request().target(), PlatformSelection.ALL, Dialect.AUTO, CopyProgress.NONE);
        rounds.done(image, new Outcome.Mirrored(result, null, null));
    }
}
