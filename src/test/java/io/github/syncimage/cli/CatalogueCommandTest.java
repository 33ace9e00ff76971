package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.page.ApiDescription;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code catalogue} prints and writes, and how it ends. */
class CatalogueCommandTest {
    private static final ImageReference TARGET = ImageReference.parse("r.example.com/team/nginx:alpine");

    @TempDir
    private Path home;

    @Test
    void saysThatNothingIsThereYet() {
        CommandLineRun run = run("catalogue");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("nothing was mirrored yet" + System.lineSeparator());
        assertThat(run("catalogue", "--json").out()).contains("\"images\":[]");
    }

    @Test
    void isATableForPeople() {
        mirror();

        CommandLineRun run = run("catalogue");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "SOURCE                          TARGET                           PLATFORMS                "
                                + "SIZE     MIRRORED (UTC)    WHO MAY PULL  FOR",
                        "docker.io/library/nginx:alpine  r.example.com/team/nginx:alpine  linux/amd64,linux/arm64  "
                                + "2.0 MiB  2026-11-25 12:00  anybody       acme/mirror#7 alice");
    }

    @Test
    void isJsonForPrograms() throws IOException {
        mirror();

        CommandLineRun run = run("catalogue", "--json");

        assertThat(run.out().lines()).hasSize(1);
        ApiDescription.assertIs("Catalogue", run.out());
        assertThat(Json.objects(Json.read(run.out().getBytes(StandardCharsets.UTF_8)), "images"))
                .singleElement()
                .satisfies(image -> assertThat(image).containsEntry("user", "alice"));
    }

    @Test
    void tellsNothingOfRequestersWhereThatIsTurnedOff() {
        mirror();
        for (String form : List.of("", "--json")) {
            String[] arguments = Stream.of("catalogue", form, "--set=page.requesters=false")
                    .filter(part -> !part.isEmpty())
                    .toArray(String[]::new);

            assertThat(run(arguments).out())
                    .contains("nginx")
                    .doesNotContain("alice")
                    .doesNotContain("acme");
        }
    }

    @Test
    void isAPageOfFiles() throws IOException {
        mirror();
        Path site = home.resolve("site");

        CommandLineRun run = run("catalogue", "--html", site.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("images in " + site + ": 1" + System.lineSeparator());
        Map<String, String> files = files(site);
        String part = Digest.of(TARGET.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 2);
        assertThat(files)
                .containsKeys(
                        ".nojekyll",
                        "index.html",
                        "page.css",
                        "feed.atom",
                        "api/v1/openapi.yaml",
                        "api/v1/details/" + part + ".json");
        ApiDescription.assertIs("Catalogue", files.get("api/v1/catalogue.json"));
        ApiDescription.assertIs("Details", files.get("api/v1/details/" + part + ".json"));
        ApiDescription.assertIs("Meta", files.get("api/v1/meta.json"));
        Map<String, Object> meta = Json.read(files.get("api/v1/meta.json").getBytes(StandardCharsets.UTF_8));
        assertThat(meta)
                .containsEntry("live", false)
                .containsEntry("issues", "https://github.com/acme/mirror/issues")
                .containsKey("at");
        assertThat(files.keySet())
                .as("what only a daemon has")
                .noneMatch(path -> path.startsWith("operator") || path.contains("now") || path.contains("events"));
    }

    /** There are no headers where files are served, so the policy has to be in the page. */
    @Test
    void itsPageHasItsPolicyAndNamesNothingFromTheRoot() throws IOException {
        Path site = home.resolve("site");
        run("catalogue", "--html", site.toString());

        String index = Files.readString(site.resolve("index.html"));
        assertThat(index)
                .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'")
                .contains("require-trusted-types-for 'script'");
        for (Map.Entry<String, String> file : files(site).entrySet()) {
            if (file.getKey().matches(".*\\.(html|js|css)")) {
                assertThat(file.getValue())
                        .as(file.getKey() + ": a page of GitHub's lies below a path")
                        .doesNotContainPattern("(href|src)=\"/|fetch\\([\"'`]/|url\\(/");
            }
        }
    }

    @Test
    void anotherExportReplacesItAndNothingElse() throws IOException {
        Path site = home.resolve("site");
        run("catalogue", "--html", site.toString());
        mirror();
        assertThat(run("catalogue", "--html", site.toString()).exitCode()).isZero();
        assertThat(files(site).get("api/v1/catalogue.json")).contains("nginx");

        Path thesis = Files.createDirectory(home.resolve("thesis"));
        Files.writeString(thesis.resolve("chapter1.txt"), "years of work");
        CommandLineRun refused = run("catalogue", "--html", thesis.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err().lines())
                .containsExactly("sync-image: " + thesis
                        + " is not an earlier export: it stays as it is (name another folder)"
                        + " (see sync-image catalogue --help)");
        assertThat(thesis.resolve("chapter1.txt")).hasContent("years of work");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoSuccess() throws IOException {
        Files.writeString(home.resolve("file"), "");

        CommandLineRun run =
                run("catalogue", "--html", home.resolve("file/site").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aDatabaseThatCannotBeReadIsNoEmptyCatalogue() throws IOException {
        Files.writeString(home.resolve("data"), "a file where the folder should be");

        CommandLineRun run = run("catalogue", "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("sync-image: could not open the database");
    }

    @Test
    void oneFormAtATime() {
        assertThat(run("catalogue", "--json", "--html", "site").exitCode()).isEqualTo(2);
    }

    private CommandLineRun run(String... arguments) {
        return CommandLineRun.of(
                home,
                Map.of(
                        "GITHUB_REPOSITORY",
                        "acme/mirror",
                        "SYNC_IMAGE_DATA",
                        home.resolve("data").toString()),
                arguments);
    }

    private void mirror() {
        try (MirrorStore store = MirrorStore.open(home.resolve("data"), null)) {
            store.remember(new Mirrored(
                    ArtifactType.IMAGE,
                    ImageReference.parse("nginx:alpine"),
                    TARGET,
                    Digest.of("one"),
                    Digest.of("two"),
                    "linux/amd64,linux/arm64",
                    List.of(new PlatformImage(Platform.parse("linux/amd64"), Digest.of("amd"), 1 << 20)),
                    "all",
                    "linux/amd64,linux/arm64,linux/s390x",
                    2 << 20,
                    DigestDifference.SUBSET,
                    Instant.parse("2026-11-25T12:00:00Z"),
                    null));
            store.requestedBy(TARGET, "acme/mirror", 7, "alice");
            store.looked(TARGET, Visibility.State.PUBLIC);
        }
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
