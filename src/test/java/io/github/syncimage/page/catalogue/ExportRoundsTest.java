package io.github.syncimage.page.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.page.Document;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of a daemon follows what is mirrored. */
class ExportRoundsTest {
    @TempDir
    private Path folder;

    private final AtomicInteger rounds = new AtomicInteger();
    private MirrorStore store;
    private Path site;

    @BeforeEach
    void open() {
        store = MirrorStore.open(folder.resolve("data"), null);
        site = folder.resolve("site");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isWrittenAtTheStartAndWhenSomethingHasChangedAndNotElse() throws IOException {
        try (ExportRounds exports = exports()) {
            exports.start(Duration.ofMillis(20));
            await().until(() -> Files.exists(site.resolve("api/v1/catalogue.json")));
            Object first = Files.readAttributes(site, "unix:ino").get("ino");
            awaitRounds(5);
            assertThat(Files.readAttributes(site, "unix:ino").get("ino")).isEqualTo(first);

            remember("one");

            await().untilAsserted(() ->
                    assertThat(site.resolve("api/v1/catalogue.json")).content().contains("nginx:one"));
            assertThat(site.resolve("api/v1/meta.json")).content().contains("\"live\":false");
        }
    }

    @Test
    void goesOnWhereAFolderCannotBeWrittenForAWhile() throws IOException {
        Files.writeString(site, "in the way");
        try (ExportRounds exports = exports()) {
            exports.start(Duration.ofMillis(20));
            awaitRounds(3);
            assertThat(site).hasContent("in the way");
            Files.delete(site);

            await().until(() -> Files.exists(site.resolve("index.html")));
        }
    }

    private void awaitRounds(int more) {
        int before = rounds.get();
        await().until(() -> rounds.get() >= before + more);
    }

    private ExportRounds exports() {
        Settings settings = Settings.load(
                new Home(folder), List.of(), Map.of("registries.generic.registry", "r.example.com"), Map.of(), false);
        // Ahead of its time: each look at the database and each feed is a new one.
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ZERO);
        Clock hasty = new Clock() {
            @Override
            public Instant instant() {
                return clock.instant().plusSeconds(60L * rounds.incrementAndGet());
            }

            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new ExportRounds(
                new Export(
                        site,
                        Map.of(
                                "index.html",
                                Document.of(
                                        "text/html", Document.REVALIDATE, "<html>".getBytes(StandardCharsets.UTF_8)))),
                new Catalogue(store.all(), true, hasty),
                () -> Map.of("live", false),
                new Feed(settings, List::of, hasty));
    }

    private void remember(String tag) {
        store.remember(new Mirrored(
                ArtifactType.IMAGE,
                ImageReference.parse("nginx:" + tag),
                ImageReference.parse("r.example.com/nginx:" + tag),
                Digest.of(tag),
                Digest.of(tag),
                "linux/amd64",
                List.of(),
                "all",
                "linux/amd64",
                1,
                DigestDifference.NONE,
                Instant.EPOCH,
                null));
    }
}
