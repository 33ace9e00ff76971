package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.CopyEngine;
import io.github.syncimage.settings.Settings.LogFormat;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.text.Hours;
import io.github.syncimage.trust.Sigstore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** Each key of the table lands where it belongs, from the file, the environment and the command line, in that order. */
class SettingsMappingTest {
    static final String HOST = "registry.example.com:5000";

    private static final String ONE_KEY = AppKey.one().pkcs1().strip().replace("\n", "\\n");
    private static final String OTHER_KEY = AppKey.another().pkcs8().strip().replace("\n", "\\n");

    @TempDir
    Path home;

    /** A key, two values that differ from its default, and where they are found. */
    record Row(Key<?> key, Function<Settings, Object> getter, String one, Object isOne, String two, Object isTwo) {
        @Override
        public String toString() {
            return key.path();
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                secret(Keys.GITHUB_TOKEN),
                text(Keys.GITHUB_USER),
                text(Keys.GITHUB_REPO),
                row(
                        Keys.GITHUB_REPOSITORIES,
                        s -> s.repositories().stream().map(Object::toString).toList(),
                        "acme/one",
                        List.of("acme/one"),
                        "acme/two, other/x.y",
                        List.of("acme/two", "other/x.y")),
                row(Keys.GITHUB_RUN_ID, "17", "17", "18", "18"),
                url(Keys.GITHUB_API_URL),
                row(Keys.GITHUB_POLL_INTERVAL, "1h30m", Duration.ofMinutes(90), "500ms", Duration.ofMillis(500)),
                text(Keys.GITHUB_LABEL),
                row(Keys.GITHUB_COMMENTS_PER_HOUR, "0", 0, "90", 90),
                row(Keys.GITHUB_WRITES_PER_MINUTE, "0", 0, "90", 90),
                row(Keys.APP_ID, "123456", "123456", "Iv23liABCDEFGH", "Iv23liABCDEFGH"),
                row(
                        Keys.APP_PRIVATE_KEY,
                        ONE_KEY,
                        Type.PRIVATE_KEY.read(ONE_KEY),
                        OTHER_KEY,
                        Type.PRIVATE_KEY.read(OTHER_KEY)),
                secret(Keys.WEBHOOK_SECRET),
                row(Keys.WEBHOOK_PORT, "9443", 9443, "0", 0),
                row(Keys.WEBHOOK_HOST, "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(
                        Keys.PLATFORMS,
                        "all",
                        PlatformSelection.ALL,
                        "linux/arm/v7, s390x",
                        PlatformSelection.parse("linux/arm/v7,linux/s390x")),
                row(Keys.TARGET_REGISTRY, "QUAY.io", "quay.io", "127.0.0.1:5000", "127.0.0.1:5000"),
                row(Keys.TARGET_NAMESPACE, "a", "a", "a/b", "a/b"),
                row(Keys.TARGET_USERNAME, s -> s.targetCredentials().username(), "one", "one", "two", "two"),
                row(Keys.TARGET_PASSWORD, s -> s.targetCredentials().password(), "one", "one", "two", "two"),
                row(Keys.TARGET_DIALECT, "oci", Dialect.OCI, "Docker", Dialect.DOCKER),
                row(Keys.ARTIFACTS_REGISTRY, "GHCR.io", "ghcr.io", "127.0.0.1:5000", "127.0.0.1:5000"),
                row(Keys.ARTIFACTS_NAMESPACE, "a", "a", "a/b", "a/b"),
                row(Keys.ARTIFACTS_USERNAME, s -> s.artifactCredentials().username(), "one", "one", "two", "two"),
                row(Keys.ARTIFACTS_PASSWORD, s -> s.artifactCredentials().password(), "one", "one", "two", "two"),
                secret(Keys.SWR_ACCESS_KEY),
                secret(Keys.SWR_SECRET_KEY),
                text(Keys.SWR_REGION),
                url(Keys.SWR_ENDPOINT),
                text(Keys.SWR_PROJECT_ID),
                text(Keys.SWR_PROJECT),
                url(Keys.SWR_IAM_ENDPOINT),
                row(Keys.SWR_CREATE_NAMESPACE, "true", true, "yes", true),
                url(Keys.DOCKER_HUB_API_URL),
                host(
                        Keys.HOST_ENDPOINT,
                        h -> h.network().endpoint(),
                        "https://a/",
                        URI.create("https://a"),
                        "http://b:80",
                        URI.create("http://b:80")),
                host(Keys.HOST_PLAIN_HTTP, h -> h.network().plainHttp(), "true", true, "false", false),
                host(Keys.HOST_USERNAME, h -> h.credentials().username(), "one", "one", "two", "two"),
                host(Keys.HOST_PASSWORD, h -> h.credentials().password(), "one", "one", "two", "two"),
                host(Keys.HOST_PRIVATE_NETWORK, h -> h.network().allowsPrivateNetwork(), "true", true, "false", false),
                host(Keys.HOST_MAX_CONNECTIONS, HostSettings::maxConnections, "4", 4, "64", 64),
                host(Keys.HOST_BANDWIDTH, HostSettings::bandwidth, "20MiB", 20L << 20, "64KiB", 65_536L),
                host(
                        Keys.HOST_PROXY,
                        h -> h.network().proxy(),
                        "http://me:pass@proxy:3128/",
                        URI.create("http://me:pass@proxy:3128"),
                        "proxy:3128",
                        URI.create("http://proxy:3128")),
                host(
                        Keys.HOST_CA_FILE,
                        h -> h.network().caFile(),
                        "/a.pem",
                        Path.of("/a.pem"),
                        "/b.pem",
                        Path.of("/b.pem")),
                row(Keys.NAMING, "qualified", Naming.QUALIFIED, "QUALIFIED", Naming.QUALIFIED),
                number(Keys.IMAGES_PER_ISSUE),
                number(Keys.CONCURRENT_REQUESTS),
                number(Keys.CONCURRENT_BLOBS),
                row(Keys.IMAGE_SIZE, "500MB", 500_000_000L, "1 GiB", 1L << 30),
                row(Keys.SMALL_IMAGE, "0", 0L, "1 GiB", 1L << 30),
                row(
                        Keys.LARGE_IMAGES,
                        "CRON_TZ=Asia/Shanghai 22:00-06:30",
                        new Hours(LocalTime.of(22, 0), LocalTime.of(6, 30), ZoneId.of("Asia/Shanghai")),
                        "01:00 - 06:00",
                        new Hours(LocalTime.of(1, 0), LocalTime.of(6, 0), ZoneId.systemDefault())),
                row(Keys.IMAGE_TIME, "90m", Duration.ofMinutes(90), "2d", Duration.ofDays(2)),
                number(Keys.REQUESTS_PER_USER_PER_DAY),
                row(Keys.BYTES_PER_USER_PER_DAY, "0", 0L, "1 GiB", 1L << 30),
                row(Keys.TRUSTED_USERS, "octocat", List.of("octocat"), "a, b-c", List.of("a", "b-c")),
                row(
                        Keys.DENIED_USERS,
                        "mallory",
                        Map.of("mallory", ""),
                        "Eve, x-bot[bot]",
                        Map.of("Eve", "", "x-bot[bot]", "")),
                row(Keys.ENGINE, "docker", CopyEngine.DOCKER, "Docker", CopyEngine.DOCKER),
                row(Keys.SIGNATURES, "required", SignatureMode.REQUIRED, "off", SignatureMode.OFF),
                row(
                        Keys.VERIFY_TRUSTED_ROOT,
                        s -> s.verify().root().covers(Sigstore.NOW),
                        "now.json",
                        true,
                        "past.json",
                        false),
                row(Keys.LANGUAGE, "en", Language.EN, "EN", Language.EN),
                row(
                        Keys.WATCH_FILE,
                        "/a/list.yml",
                        List.of(Path.of("/a/list.yml")),
                        "/b.yml, /c.yml",
                        List.of(Path.of("/b.yml"), Path.of("/c.yml"))),
                number(Keys.WATCH_LARGEST_STEP),
                row(Keys.PAGE_PORT, "0", 0, "9081", 9081),
                row(Keys.PAGE_HOST, "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(
                        Keys.PAGE_URL,
                        "https://a.b",
                        URI.create("https://a.b/"),
                        "http://a:1/b/",
                        URI.create("http://a:1/b/")),
                row(Keys.PAGE_REQUESTERS, "false", false, "true", true),
                row(Keys.PAGE_EXPORT_DIR, "/a", Path.of("/a"), "/b", Path.of("/b")),
                row(Keys.DATA_DIR, "/var/a", Path.of("/var/a"), "/b", Path.of("/b")),
                row(
                        Keys.DATABASE_URL,
                        "jdbc:postgresql://db/one",
                        "jdbc:postgresql://db/one",
                        "jdbc:postgresql://db/two",
                        "jdbc:postgresql://db/two"),
                row(Keys.ROLE, "all", Role.ALL, "ALL", Role.ALL),
                row(Keys.NODE, "one", "one", "Two.2-b_c", "Two.2-b_c"),
                row(
                        Keys.HTTP_HOSTS,
                        "mirror.intern",
                        List.of("mirror.intern"),
                        "sync-image, ops",
                        List.of("sync-image", "ops")),
                row(Keys.HTTP_HOST, "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(Keys.HTTP_PORT, "0", 0, "9090", 9090),
                row(Keys.LOG_LEVEL, "debug", Level.DEBUG, "WARN", Level.WARN),
                row(Keys.LOG_FORMAT, "json", LogFormat.JSON, "text", LogFormat.TEXT),
                row(Keys.DEBUG, "true", true, "1", true));
    }

    private static Row row(Key<?> key, String one, Object isOne, String two, Object isTwo) {
        return row(key, settings -> settings.get(key), one, isOne, two, isTwo);
    }

    private static Row row(
            Key<?> key, Function<Settings, Object> getter, String one, Object isOne, String two, Object isTwo) {
        return new Row(key, getter, one, isOne, two, isTwo);
    }

    private static Row host(
            Key<?> key, Function<HostSettings, Object> getter, String one, Object isOne, String two, Object isTwo) {
        return row(key.at(HOST), s -> getter.apply(s.hosts().get(HOST)), one, isOne, two, isTwo);
    }

    private static Row text(Key<String> key) {
        return row(key, "one", "one", "two", "two");
    }

    private static Row secret(Key<Secret> key) {
        return row(key, "one", new Secret("one"), "two", new Secret("two"));
    }

    private static Row number(Key<Integer> key) {
        return row(key, "3", 3, "5", 5);
    }

    private static Row url(Key<URI> key) {
        return row(key, "https://a.b/v3/", URI.create("https://a.b/v3"), "http://b:80", URI.create("http://b:80"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aFileGivesItThenItsVariablesThenTheCommandLine(Row row) {
        List<String> variables = row.key().environment();
        Given given = given(row).config(yaml(row, row.one()));
        variables.forEach(name -> given.environment(name, "").environment(name + "_FILE", " "));
        assertThat(row.getter().apply(given.settings())).isEqualTo(row.isOne());
        for (String name : variables) {
            given.environment(name, row.two());
            assertThat(row.getter().apply(given.settings())).isEqualTo(row.isTwo());
        }
        given.config(yaml(row, row.two())).commandLine(row.key().path(), row.one());
        assertThat(row.getter().apply(given.settings())).isEqualTo(row.isOne());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aSecretComesFromAFileToo(Row row) {
        for (String name : row.key().environment()) {
            if (row.key().secret()) {
                Given given = given(row)
                        .file("secret", row.two() + "\n")
                        .environment(name + "_FILE", home.resolve("secret").toString());
                assertThat(row.getter().apply(given.settings())).isEqualTo(row.isTwo());
            }
        }
    }

    /** With a value for the key that this one needs beside it. */
    private Given given(Row row) {
        Given given = Given.home(home);
        partner(row.key()).ifPresent(partner -> given.commandLine(partner, "partner"));
        if (row.key().equals(Keys.VERIFY_TRUSTED_ROOT)) {
            Sigstore sigstore = new Sigstore();
            byte[] past = sigstore.trustedRoot(Sigstore.NOW.minusSeconds(9), Sigstore.NOW.minusSeconds(1));
            given.file("now.json", new String(sigstore.trustedRoot(), StandardCharsets.UTF_8))
                    .file("past.json", new String(past, StandardCharsets.UTF_8));
        }
        return given;
    }

    private static Optional<String> partner(Key<?> key) {
        Map<String, String> partners = Map.of(
                "registries.generic.username",
                "password",
                "registries.generic.password",
                "username",
                "registries.artifacts.username",
                "password",
                "registries.artifacts.password",
                "username",
                "registries.huawei_swr.access_key",
                "secret_key",
                "registries.huawei_swr.secret_key",
                "access_key",
                "registries.hosts." + HOST + ".username",
                "password",
                "registries.hosts." + HOST + ".password",
                "username");
        String section = key.path().substring(0, key.path().lastIndexOf('.') + 1);
        return Optional.ofNullable(partners.get(key.path())).map(section::concat);
    }

    /** As an operator would write it, in sections. */
    private static String yaml(Row row, String value) {
        String path = row.key().path();
        String host = Keys.hostOf(path);
        List<String> segments = host == null
                ? List.of(path.split("\\."))
                : List.of("registries", "hosts", host, path.substring(path.lastIndexOf('.') + 1));
        StringBuilder yaml = new StringBuilder();
        for (int depth = 0; depth < segments.size(); depth++) {
            yaml.append("  ".repeat(depth)).append(segments.get(depth)).append(":");
            yaml.append(depth == segments.size() - 1 ? " " + value + "\n" : "\n");
        }
        return yaml.toString();
    }
}
