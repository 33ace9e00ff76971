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
import java.util.LinkedHashMap;
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
                secret(Keys.GITHUB_TOKEN, s -> s.github().token()),
                text(Keys.GITHUB_USER, s -> s.github().user()),
                text(Keys.GITHUB_REPO, s -> s.github().repo()),
                row(
                        Keys.GITHUB_REPOSITORIES,
                        s -> s.github().repositories().stream()
                                .map(Object::toString)
                                .toList(),
                        "acme/one",
                        List.of("acme/one"),
                        "acme/two, other/x.y",
                        List.of("acme/two", "other/x.y")),
                row(Keys.GITHUB_RUN_ID, s -> s.github().runId(), "17", "17", "18", "18"),
                url(Keys.GITHUB_API_URL, s -> s.github().apiUrl()),
                row(
                        Keys.GITHUB_POLL_INTERVAL,
                        s -> s.github().pollInterval(),
                        "1h30m",
                        Duration.ofMinutes(90),
                        "500ms",
                        Duration.ofMillis(500)),
                text(Keys.GITHUB_LABEL, s -> s.github().label()),
                row(Keys.GITHUB_COMMENTS_PER_HOUR, s -> s.github().commentsPerHour(), "0", 0, "90", 90),
                row(Keys.GITHUB_WRITES_PER_MINUTE, s -> s.github().writesPerMinute(), "0", 0, "90", 90),
                row(Keys.APP_ID, s -> s.github().app().id(), "123456", "123456", "Iv23liABCDEFGH", "Iv23liABCDEFGH"),
                row(
                        Keys.APP_PRIVATE_KEY,
                        s -> s.github().app().privateKey(),
                        ONE_KEY,
                        new Secret(ONE_KEY),
                        OTHER_KEY,
                        new Secret(OTHER_KEY)),
                secret(Keys.WEBHOOK_SECRET, s -> s.webhook().secret()),
                row(Keys.WEBHOOK_PORT, s -> s.webhook().port(), "9443", 9443, "0", 0),
                row(Keys.WEBHOOK_HOST, s -> s.webhook().host(), "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(
                        Keys.PLATFORMS,
                        Settings::platforms,
                        "all",
                        PlatformSelection.ALL,
                        "linux/arm/v7, s390x",
                        PlatformSelection.parse("linux/arm/v7,linux/s390x")),
                row(
                        Keys.TARGET_REGISTRY,
                        s -> s.target().registry(),
                        "QUAY.io",
                        "quay.io",
                        "127.0.0.1:5000",
                        "127.0.0.1:5000"),
                row(Keys.TARGET_NAMESPACE, s -> s.target().namespace(), "a", "a", "a/b", "a/b"),
                text(Keys.TARGET_USERNAME, s -> s.target().credentials().username()),
                text(Keys.TARGET_PASSWORD, s -> s.target().credentials().password()),
                row(Keys.TARGET_DIALECT, s -> s.target().dialect(), "oci", Dialect.OCI, "Docker", Dialect.DOCKER),
                secret(Keys.SWR_ACCESS_KEY, s -> s.swr().accessKey()),
                secret(Keys.SWR_SECRET_KEY, s -> s.swr().secretKey()),
                text(Keys.SWR_REGION, s -> s.swr().region()),
                url(Keys.SWR_ENDPOINT, s -> s.swr().endpoint()),
                text(Keys.SWR_PROJECT_ID, s -> s.swr().projectId()),
                text(Keys.SWR_PROJECT, s -> s.swr().project()),
                url(Keys.SWR_IAM_ENDPOINT, s -> s.swr().iamEndpoint()),
                row(Keys.SWR_CREATE_NAMESPACE, s -> s.swr().createNamespace(), "true", true, "yes", true),
                url(Keys.DOCKER_HUB_API_URL, s -> s.dockerHub().apiUrl()),
                url(Keys.HOST_ENDPOINT, host(host -> host.network().endpoint())),
                row(Keys.HOST_PLAIN_HTTP, host(host -> host.network().plainHttp()), "true", true, "false", false),
                text(Keys.HOST_USERNAME, host(s -> s.credentials().username())),
                text(Keys.HOST_PASSWORD, host(s -> s.credentials().password())),
                row(
                        Keys.HOST_PRIVATE_NETWORK,
                        host(host -> host.network().allowsPrivateNetwork()),
                        "true",
                        true,
                        "false",
                        false),
                row(Keys.HOST_MAX_CONNECTIONS, host(HostSettings::maxConnections), "4", 4, "64", 64),
                row(Keys.HOST_BANDWIDTH, host(HostSettings::bandwidth), "20MiB", 20L << 20, "64KiB", 65_536L),
                row(
                        Keys.HOST_PROXY,
                        host(host -> host.network().proxy()),
                        "http://me:pass@proxy:3128/",
                        URI.create("http://me:pass@proxy:3128"),
                        "proxy:3128",
                        URI.create("http://proxy:3128")),
                row(
                        Keys.HOST_CA_FILE,
                        host(host -> host.network().caFile()),
                        "/etc/ca.pem",
                        Path.of("/etc/ca.pem"),
                        "/ca.pem",
                        Path.of("/ca.pem")),
                row(Keys.NAMING, Settings::naming, "qualified", Naming.QUALIFIED, "QUALIFIED", Naming.QUALIFIED),
                number(Keys.IMAGES_PER_ISSUE, s -> s.limits().imagesPerIssue()),
                number(Keys.CONCURRENT_REQUESTS, s -> s.limits().concurrentRequests()),
                number(Keys.CONCURRENT_BLOBS, s -> s.limits().concurrentBlobs()),
                row(Keys.IMAGE_SIZE, s -> s.limits().imageSize(), "500MB", 500_000_000L, "1 GiB", 1L << 30),
                row(Keys.SMALL_IMAGE, s -> s.limits().smallImage(), "0", 0L, "1 GiB", 1L << 30),
                row(
                        Keys.LARGE_IMAGES,
                        s -> s.limits().largeImages(),
                        "CRON_TZ=Asia/Shanghai 22:00-06:30",
                        new Hours(LocalTime.of(22, 0), LocalTime.of(6, 30), ZoneId.of("Asia/Shanghai")),
                        "01:00 - 06:00",
                        new Hours(LocalTime.of(1, 0), LocalTime.of(6, 0), ZoneId.systemDefault())),
                row(
                        Keys.IMAGE_TIME,
                        s -> s.limits().imageTime(),
                        "90m",
                        Duration.ofMinutes(90),
                        "2d",
                        Duration.ofDays(2)),
                number(Keys.REQUESTS_PER_USER_PER_DAY, s -> s.limits().requestsPerUserPerDay()),
                row(Keys.BYTES_PER_USER_PER_DAY, s -> s.limits().bytesPerUserPerDay(), "0", 0L, "1 GiB", 1L << 30),
                row(
                        Keys.TRUSTED_USERS,
                        s -> s.limits().trustedUsers(),
                        "octocat",
                        List.of("octocat"),
                        "a, b-c",
                        List.of("a", "b-c")),
                row(
                        Keys.DENIED_USERS,
                        s -> s.limits().deniedUsers(),
                        "mallory",
                        Map.of("mallory", ""),
                        "Eve, x-bot[bot]",
                        Map.of("Eve", "", "x-bot[bot]", "")),
                row(Keys.ENGINE, Settings::engine, "docker", CopyEngine.DOCKER, "Docker", CopyEngine.DOCKER),
                row(
                        Keys.SIGNATURES,
                        Settings::signatures,
                        "required",
                        SignatureMode.REQUIRED,
                        "off",
                        SignatureMode.OFF),
                row(
                        Keys.VERIFY_TRUSTED_ROOT,
                        s -> s.verify().root().covers(Sigstore.NOW),
                        "now.json",
                        true,
                        "past.json",
                        false),
                row(Keys.LANGUAGE, Settings::language, "en", Language.EN, "EN", Language.EN),
                row(
                        Keys.WATCH_FILE,
                        settings -> settings.watch().files(),
                        "/a/list.yml",
                        List.of(Path.of("/a/list.yml")),
                        "/b.yml, /c.yml",
                        List.of(Path.of("/b.yml"), Path.of("/c.yml"))),
                row(Keys.WATCH_LARGEST_STEP, settings -> settings.watch().largestStep(), "5", 5, "6", 6),
                row(Keys.PAGE_PORT, s -> s.page().port(), "0", 0, "9081", 9081),
                row(Keys.PAGE_HOST, s -> s.page().host(), "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(
                        Keys.PAGE_URL,
                        s -> s.page().url(),
                        "https://mirror.example.com",
                        URI.create("https://mirror.example.com/"),
                        "http://127.0.0.1:8081/mirror/",
                        URI.create("http://127.0.0.1:8081/mirror/")),
                row(Keys.PAGE_REQUESTERS, s -> s.page().requesters(), "false", false, "true", true),
                row(Keys.PAGE_EXPORT_DIR, s -> s.page().exportDir(), "/a", Path.of("/a"), "/b", Path.of("/b")),
                row(Keys.DATA_DIR, s -> s.app().dataDir(), "/var/a", Path.of("/var/a"), "/b", Path.of("/b")),
                row(
                        Keys.DATABASE_URL,
                        s -> s.app().databaseUrl(),
                        "jdbc:postgresql://db/one",
                        "jdbc:postgresql://db/one",
                        "jdbc:postgresql://db/two",
                        "jdbc:postgresql://db/two"),
                row(Keys.ROLE, s -> s.app().role(), "all", Role.ALL, "ALL", Role.ALL),
                row(Keys.NODE, s -> s.app().node(), "one", "one", "Two.2-b_c", "Two.2-b_c"),
                row(
                        Keys.HTTP_HOSTS,
                        s -> s.app().httpHosts(),
                        "mirror.intern",
                        List.of("mirror.intern"),
                        "sync-image, ops",
                        List.of("sync-image", "ops")),
                row(Keys.HTTP_HOST, s -> s.app().httpHost(), "0.0.0.0", "0.0.0.0", "::1", "::1"),
                row(Keys.HTTP_PORT, s -> s.app().httpPort(), "0", 0, "9090", 9090),
                row(Keys.LOG_LEVEL, s -> s.app().logLevel(), "debug", Level.DEBUG, "WARN", Level.WARN),
                row(Keys.LOG_FORMAT, s -> s.app().logFormat(), "json", LogFormat.JSON, "text", LogFormat.TEXT),
                row(Keys.DEBUG, s -> s.app().debug(), "true", true, "1", true));
    }

    private static Row row(
            Key<?> key, Function<Settings, Object> getter, String one, Object isOne, String two, Object isTwo) {
        return new Row(key.perHost() ? key.at(HOST) : key, getter, one, isOne, two, isTwo);
    }

    private static Row text(Key<?> key, Function<Settings, Object> getter) {
        return row(key, getter, "one", "one", "two", "two");
    }

    private static Row secret(Key<Secret> key, Function<Settings, Object> getter) {
        return row(key, getter, "one", new Secret("one"), "two", new Secret("two"));
    }

    private static Row number(Key<Integer> key, Function<Settings, Object> getter) {
        return row(key, getter, "3", 3, "5", 5);
    }

    private static Row url(Key<URI> key, Function<Settings, Object> getter) {
        return row(
                key,
                getter,
                "https://one.example.com/v3/",
                URI.create("https://one.example.com/v3"),
                "http://127.0.0.1:80",
                URI.create("http://127.0.0.1:80"));
    }

    private static Function<Settings, Object> host(Function<HostSettings, Object> getter) {
        return settings -> getter.apply(settings.hosts().get(HOST));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aFileGivesIt(Row row) {
        assertThat(row.getter().apply(given(row).config(yaml(row, row.one())).settings()))
                .isEqualTo(row.isOne());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itsVariablesGoBeforeTheFile(Row row) {
        for (String name : row.key().environment()) {
            Given given = given(row).config(yaml(row, row.one())).environment(name, row.two());
            assertThat(row.getter().apply(given.settings())).isEqualTo(row.isTwo());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theCommandLineGoesBeforeAll(Row row) {
        Given given =
                given(row).config(yaml(row, row.two())).commandLine(row.key().path(), row.one());
        row.key().environment().forEach(name -> given.environment(name, row.two()));
        assertThat(row.getter().apply(given.settings())).isEqualTo(row.isOne());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anEmptyVariableIsNone(Row row) {
        Given given = given(row).config(yaml(row, row.one()));
        row.key().environment().forEach(name -> given.environment(name, "").environment(name + "_FILE", " "));
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
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put(Keys.TARGET_USERNAME.path(), Keys.TARGET_PASSWORD.path());
        pairs.put(Keys.SWR_ACCESS_KEY.path(), Keys.SWR_SECRET_KEY.path());
        pairs.put(
                Keys.HOST_USERNAME.at(HOST).path(), Keys.HOST_PASSWORD.at(HOST).path());
        return pairs.entrySet().stream()
                .filter(pair ->
                        pair.getKey().equals(key.path()) || pair.getValue().equals(key.path()))
                .map(pair -> pair.getKey().equals(key.path()) ? pair.getValue() : pair.getKey())
                .findFirst();
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
