package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.demo.registry.LoopbackRegistry;
import io.github.syncimage.flow.run.ImageRun;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.trust.VerifyRules;
import io.github.syncimage.watch.file.WatchFile;
import io.github.syncimage.watch.run.TagRecord;
import io.github.syncimage.watch.run.WatchRunner;
import io.github.syncimage.watch.run.WatchScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchRoundsTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean idle = new AtomicBoolean(true);
    private final AtomicInteger term = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void whoGoesThroughListsAgainDoesNotGoOnWithWhatAnotherHasDoneSince() throws IOException {
        try (LoopbackRegistry upstream = new LoopbackRegistry();
                LoopbackRegistry target = new LoopbackRegistry();
                MirrorStore store = MirrorStore.open(folder, null);
                RegistryClient client = new RegistryClient(HostSettings::of, 8);
                ImageCopier copier =
                        new ImageCopier(client, store, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            List.of("1", "2", "3").forEach(tag -> upstream.add("a/app", tag, LoopbackImages.index(tag, "linux/amd64")));
            Path list = folder.resolve("base.yml");
            Files.writeString(
                    list,
                    "sync: [{source: %s/a/app, target: %s/b/app, type: repository, all: true, interval: 1h}]"
                            .formatted(upstream.host(), target.host()));
            WatchScope scope = new WatchScope(null, PlatformSelection.ALL, null, Dialect.AUTO, 200);
            WatchRunner runner = new WatchRunner(client, copier, store.watched(), scope, clock, () -> {});
            WatchRounds first = rounds(list, runner, store, idle::get, term);
            WatchRounds second = rounds(list, runner, store, () -> true, new AtomicInteger());
            clock.advance(Duration.ofMinutes(1));

            assertThat(first.next()).isTrue();
            copy(first, copier);
            idle.set(false);
            assertThat(first.next()).as("people come first").isFalse();
            while (second.next()) {
                copy(second, copier);
            }
            assertThat(target.tags("b/app")).hasSize(3);
            int asked = upstream.calls().size() + target.calls().size();

            term.incrementAndGet();
            idle.set(true);
            assertThat(first.next()).isFalse();

            assertThat(upstream.calls().size() + target.calls().size()).isEqualTo(asked);
            String entry =
                    new WatchFile(null, Map.of()).read(list).entries().get(0).id();
            assertThat(List.of("1", "2", "3"))
                    .as("and all are the list's own still, which it may delete")
                    .allSatisfy(tag -> assertThat(store.watched()
                                    .find(new TagRecord.Key("base", entry, tag))
                                    .orElseThrow()
                                    .standing()
                                    .put())
                            .isNotNull());
            clock.advance(Duration.ofHours(2));
            upstream.add("a/app", "4", LoopbackImages.index("4", "linux/amd64"));
            assertThat(first.next()).as("when it is due again").isTrue();
        }
    }

    private WatchRounds rounds(
            Path list, WatchRunner runner, MirrorStore store, BooleanSupplier free, AtomicInteger number) {
        return new WatchRounds(
                new WatchedLists(List.of(list), new WatchFile(null, Map.of())),
                runner,
                store.watched(),
                free,
                number::get,
                folder.resolve("watch"),
                Duration.ofSeconds(1),
                clock);
    }

    private static void copy(WatchRounds rounds, ImageCopier copier) {
        ImageRun image = rounds.image();
        CopyResult result = copier.copy(
                image.source(), image.request().target(), PlatformSelection.ALL, Dialect.AUTO, CopyProgress.NONE);
        rounds.done(image, new Outcome.Mirrored(result, null, null));
    }
}
