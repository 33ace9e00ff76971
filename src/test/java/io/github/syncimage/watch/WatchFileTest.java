package io.github.syncimage.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchFileTest {
    private static final TargetNames NAMES = new TargetNames(
            Rules.DEFAULT, Reserved.NONE, Naming.IMAGE, "registry.example.com", "mirror", any -> Optional.empty());
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void readsTheExample() {
        WatchList list = new WatchFile(NAMES, Map.of()).read(Path.of("configs/watch.example.yml"));

        assertThat(list.name()).isEqualTo("watch.example");
        assertThat(list.warnings()).isEmpty();
        assertThat(list.entries())
                .extracting(WatchEntry::id)
                .containsExactly(
                        "registry.k8s.io/kube-apiserver",
                        "docker.io/library/alpine",
                        "quay.io/coreos/etcd:v3.6.0 -> registry.example.com/mirror/etcd:stable");
        WatchEntry first = list.entries().get(0);
        assertThat(first.filter().newest()).isEqualTo(5);
        assertThat(first.filter().matches("v1.35.0")).isTrue();
        assertThat(first.filter().matches("v1.35.0-rc.1")).isFalse();
        assertThat(first.isImmutable("v1.35.0")).isTrue();
        assertThat(first.isImmutable("v1.35.0-rc.1")).isFalse();
        assertThat(first.keep()).isEqualTo(new WatchEntry.Keep(10, 30));
        assertThat(first.rate()).isEqualTo(new WatchEntry.RateFloor(50, Duration.ofMinutes(15)));
        assertThat(first.timetable().after(NOON)).isEqualTo(NOON.plus(Duration.ofHours(6)));
        assertThat(first.backupOf(ImageReference.parse("registry.example.com/mirror/a:v1")))
                .hasToString("registry.example.com/mirror/a:before-v1");
        assertThat(first.preferred("v1.35.0", NAMES)).hasToString("registry.example.com/mirror/kube-apiserver:v1.35.0");
        WatchEntry second = list.entries().get(1);
        assertThat(second.platforms()).isEqualTo(PlatformSelection.parse("linux/amd64,linux/arm64,linux/arm/v7"));
        assertThat(second.filter().matches("edge")).isTrue();
        assertThat(second.filter().matches("3.22.1")).isTrue();
        assertThat(second.filter().matches("3.21.1")).isFalse();
        WatchEntry third = list.entries().get(2);
        assertThat(third.preferred(third.tag(), NAMES)).hasToString("registry.example.com/mirror/etcd:stable");
    }

    /** In the shape of the configurations in regsync's documentation and tests. */
    @Test
    void readsRegsyncsOwn() throws IOException {
        Path secret = Files.writeString(folder.resolve("token"), "s3cret\n");
        WatchList list = read(
                "version: 1",
                "x-sched-a: &sched-a \"15 01 * * *\"",
                "creds:",
                "  - registry: localhost:5000",
                "    tls: disabled",
                "  - registry: docker.io",
                "    user: \"{{env \\\"HUB_USER\\\"}}\"",
                "    pass: \"{{file \\\"" + secret + "\\\"}}\"",
                "defaults:",
                "  ratelimit:",
                "    min: 100",
                "    retry: 15m",
                "  parallel: 2",
                "  cacheCount: 500",
                "  cacheTime: \"5m\"",
                "  interval: 60m",
                "  backup: \"bkup-{{.Ref.Tag}}\"",
                "x-hub: &hub",
                "  type: repository",
                "  digestTags: true",
                "sync:",
                "  - source: busybox:latest",
                "    target: localhost:5000/library/busybox:latest",
                "    type: image",
                "    schedule: *sched-a",
                "  - <<: *hub",
                "    source: alpine",
                "    target: localhost:5000/library/alpine",
                "    tags:",
                "      allow:",
                "      - latest",
                "      - 3",
                "      - 3.9",
                "      - \"3.\\\\d+\"",
                "      deny:",
                "      - \"3.0\"");

        assertThat(list.access())
                .containsExactly(
                        new WatchList.Access("localhost:5000", null, true),
                        new WatchList.Access("docker.io", new Credentials("me", "s3cret"), null));
        assertThat(list.warnings())
                .extracting(Problem::key)
                .containsExactly("defaults.parallel", "defaults.cacheCount", "defaults.cacheTime");
        WatchEntry image = list.entries().get(0);
        assertThat(image.source()).hasToString("docker.io/library/busybox");
        assertThat(image.tag()).isEqualTo("latest");
        assertThat(image.timetable().after(NOON))
                .isEqualTo(Timetable.cron("15 01 * * *").after(NOON));
        assertThat(image.backupOf(ImageReference.parse("localhost:5000/library/busybox:latest")))
                .hasToString("localhost:5000/library/busybox:bkup-latest");
        WatchEntry repository = list.entries().get(1);
        assertThat(repository.signatures()).isTrue();
        assertThat(repository.timetable().after(NOON)).isEqualTo(NOON.plus(Duration.ofHours(1)));
        assertThat(List.of("latest", "3", "3.9", "3.22", "3.0", "edge"))
                .filteredOn(repository.filter()::matches)
                .containsExactly("latest", "3", "3.9", "3.22");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tag: {allow: [a]}          | sync[0].tag       | unknown key",
                "tagSets: [{alow: [a]}]     | sync[0].tagSets[0].alow | unknown key",
                "hooks: {post: {type: x}}   | sync[0].hooks     | is not run here",
                "mediaTypes: [a]            | sync[0].mediaTypes | every kind of image is copied",
                "includeExternal: true      | sync[0].includeExternal | layers of other hosts are not copied",
                "referrerFilters: [{a: b}]  | sync[0].referrerFilters | unknown key",
                "repos: {allow: [a]}        | sync[0].repos     | whole registries are not watched",
                "backup: '{{.Sync.Source}}' | sync[0].backup    | the template {{.Sync.Source}} is not understood",
                "target: 'a/{{ .Sync.Source }}' | sync[0].target | the template {{ .Sync.Source }} is not understood",
                "interval: daily            | sync[0].interval  | 'daily' is not a duration",
                "schedule: 61 * * * *       | sync[0].schedule  | '61 * * * *' is not a cron line",
                "newest: 0                  | sync[0].newest    | '0' is not a whole number from 1",
                "immutable: '('             | sync[0].immutable | is no regular expression",
                "keep: {}                   | sync[0].keep      | needs newest, days or both",
                "keep: {newest: 3, weeks: 1} | sync[0].keep.weeks | unknown key",
                "platforms: [linux/amd46]   | sync[0].platforms | is no platform that images are built for",
                "all: true                  | sync[0].all       | is for entries without tags",
                "ratelimit: {min: a}        | sync[0].ratelimit.min | 'a' is not a whole number",
                "tagSets: [{semverRange: ['>=x']}] | sync[0].tagSets[0].semverRange | '>=x' is no comparison",
            })
    void refusesByNameAndLine(String line, String key, String message) {
        assertThat(problems(
                        "sync:",
                        "  - source: quay.io/a/b",
                        "    type: repository",
                        "    tags: {allow: [x]}",
                        "    " + line))
                .anySatisfy(problem -> {
                    assertThat(problem.source()).isEqualTo(file() + ":5");
                    assertThat(problem.key()).isEqualTo(key);
                    assertThat(problem.message()).contains(message);
                });
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThat(problems(
                        "version: 2",
                        "creds:",
                        "  - registry: quay.io",
                        "    user: me",
                        "    pass: '{{env \"NOT_SET\"}}'",
                        "    tls: insecure",
                        "    repoAuth: true",
                        "sync:",
                        "  - source: quay.io/a/b",
                        "    type: registry",
                        "  - type: image",
                        "  - source: quay.io/a/b",
                        "    type: repository",
                        "  - source: example.org/a/b:1",
                        "    type: image",
                        "extra: 1"))
                .extracting(problem -> problem.source().replace(file() + ":", "") + " " + problem.key())
                .containsExactlyInAnyOrder(
                        "1 version",
                        "5 creds[0].pass",
                        "6 creds[0].tls",
                        "7 creds[0].repoAuth",
                        "4 creds[0].user",
                        "10 sync[0].type",
                        "11 sync[1].source",
                        "12 sync[2].tags",
                        "14 sync[3].source",
                        "16 extra");
    }

    @Test
    void neverRepeatsAPassword() {
        assertThat(problems("creds: [{registry: quay.io, user: a, pass: 'hunter2{{.X}}'}]", "sync: []")
                        .toString())
                .contains("the template {{.X}} is not understood")
                .doesNotContain("hunter2");
    }

    @Test
    void warnsWhereAPatternMeansMoreInRegsync() throws IOException {
        WatchList list =
                read("sync: [{source: quay.io/a/b, type: repository, tags: {allow: ['1\\.1|latest', '(a|b)']}}]");

        assertThat(list.warnings()).singleElement().satisfies(warning -> assertThat(warning.toString())
                .startsWith(file() + ":1: sync[0].tags.allow: '1\\.1|latest' has to match a whole tag here"));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "source: quay.io/a/b:1, type: image | source: ghcr.io/c/b:1, type: image | true",
                "source: quay.io/a/b:1, type: image | source: ghcr.io/c/b:2, type: image | false",
                "source: quay.io/a/b:1, type: image | source: quay.io/a/b, type: repository, all: true | true",
                "source: quay.io/a/b:1, type: image | source: quay.io/a/b, type: repository, tags: {deny: [1]} | false",
                "source: quay.io/a/b, type: repository, all: true | source: gcr.io/x/b, type: repository, tags: {allow: [a]} | true",
                "source: quay.io/a/b, type: repository, newest: 3, all: true | source: quay.io/a/b, type: repository, tags: {allow: [latest]} | false",
                "source: quay.io/a/b:1, type: image, target: x.org/a:1 | source: quay.io/a/b:1, type: image | false",
            })
    void refusesTwoEntriesForOneTargetTagWhereThatCanBeTold(String one, String other, boolean refused)
            throws IOException {
        String[] lines = {"sync:", "- {" + one + "}", "- {" + other + "}"};
        if (refused) {
            assertThat(problems(lines)).singleElement().satisfies(problem -> assertThat(problem.toString())
                    .isEqualTo(
                            file() + ":3: sync[1]: writes a target tag that sync[0] (" + file() + ":2) writes, too"));
        } else {
            assertThat(read(lines).entries()).hasSize(2);
        }
    }

    @Test
    void entriesOfTheSameSourceAreToldApart() throws IOException {
        assertThat(read(
                                "sync:",
                                "- {source: quay.io/a/b, type: repository, newest: 3, all: true}",
                                "- {source: quay.io/a/b, type: repository, tags: {allow: [latest]}}")
                        .entries())
                .extracting(WatchEntry::id)
                .containsExactly("quay.io/a/b", "quay.io/a/b #2");
    }

    @ParameterizedTest(name = "{0} after {1}: {2}")
    @CsvSource({
        "CRON_TZ=UTC 15 3 * * *, 2026-11-25T12:00:00Z, 2026-11-26T03:15:00Z",
        "TZ=Asia/Shanghai 0 3 * * *, 2026-11-25T12:00:00Z, 2026-11-25T19:00:00Z",
        "CRON_TZ=UTC @daily, 2026-11-25T12:00:00Z, 2026-11-26T00:00:00Z",
        "CRON_TZ=UTC 0 0 ? * SUN, 2026-11-25T12:00:00Z, 2026-11-29T00:00:00Z",
        "CRON_TZ=UTC */20 * * * *, 2026-11-25T12:00:00Z, 2026-11-25T12:20:00Z",
        "@every 90m, 2026-11-25T12:00:00Z, 2026-11-25T13:30:00Z",
    })
    void readsSchedules(String line, Instant now, Instant next) throws IOException {
        WatchList list = read("sync: [{source: 'quay.io/a/b:1', type: image, schedule: '" + line + "'}]");

        assertThat(list.entries().get(0).timetable().after(now)).isEqualTo(next);
    }

    @Test
    void aTargetIsNeededWhereNoRegistryIsConfigured() throws IOException {
        Path path = write("sync: [{source: 'quay.io/a/b:1', type: image}]");

        assertThatThrownBy(() -> new WatchFile(null, Map.of()).read(path))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(":1: sync[0].target: is needed");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[ | not valid YAML",
                "'' | a map with 'sync' is expected",
                "- a | a map with 'sync' is expected",
                "version: 1 | is missing"
            })
    void saysWhatIsWrongWithAFileThatIsNone(String text, String message) {
        assertThat(problems(text).toString()).contains(message);
    }

    private String file() {
        return folder.resolve("list.yml").toString();
    }

    private Path write(String... lines) throws IOException {
        return Files.write(folder.resolve("list.yml"), Arrays.asList(lines));
    }

    private WatchList read(String... lines) throws IOException {
        return new WatchFile(NAMES, Map.of("HUB_USER", "me")).read(write(lines));
    }

    private List<Problem> problems(String... lines) {
        try {
            read(lines);
            return List.of();
        } catch (SettingsException e) {
            return e.problems();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
