package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsProblemsTest {
    private static final String SECRET = "s3cr3t-value";

    @TempDir
    Path home;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = Given.home(home);
    }

    @Test
    void everythingIsReportedAtOnce() {
        given.config("""
                github:
                  tokn: x
                  poll_interval: soon
                registries:
                  generic:
                    username: me
                rules:
                  "gcr.io": ""
                  "^quay.io(": quay
                """)
                .environment("NAMING", "flat")
                .environment("GITHUB_TOKEN_FILE", "/nowhere/token")
                .commandLine("app.http_port", "web");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "configs/config.yaml:2: github.tokn: unknown key; did you mean github.token?",
                        "environment GITHUB_TOKEN_FILE: github.token: the file /nowhere/token cannot be read",
                        "configs/config.yaml:3: github.poll_interval: 'soon' is not a duration (500ms, 30s, 5m, 1h30m)",
                        "configs/config.yaml:6: registries.generic.username: needs registries.generic.password beside it",
                        "configs/config.yaml:8: rules \"gcr.io\": a pattern starts with '^', as in '^gcr.io'",
                        "configs/config.yaml:9: rules \"^quay.io(\": no valid pattern: Unclosed group",
                        "environment NAMING: naming: 'flat' is not one of image, qualified",
                        "command line: app.http_port: 'web' is not a whole number from 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "poller"})
    void aPartOfTheWorkNeedsADatabaseThatIsShared(String role) {
        given.environment("APP_ROLE", role);
        String message =
                "environment APP_ROLE: app.role: needs daemons that share a PostgreSQL: set app.database_url to"
                        + " jdbc:postgresql://…, or leave the role at all";
        assertThat(given.problems()).containsExactly(message);
        given.environment("SYNC_IMAGE_DATABASE_URL", "jdbc:sqlite:/tmp/one.db");
        assertThat(given.problems()).containsExactly(message);
        given.environment("SYNC_IMAGE_DATABASE_URL", "jdbc:postgresql://db/one");
        assertThat(given.settings().shared()).isTrue();
    }

    @Test
    void deniedUsersAreAListOrAMapToReasons() {
        given.config("limits: {denied_users: [mallory, Eve]}");
        assertThat(given.settings().get(Keys.DENIED_USERS)).isEqualTo(Map.of("mallory", "", "Eve", ""));
        given.config(
                "limits:\n  denied_users:\n    mallory: \"500 images of a game, twice: no\"\n    1234: |\n      two\n      lines\n    Eve:\n");
        assertThat(given.settings().get(Keys.DENIED_USERS))
                .isEqualTo(Map.of("mallory", "500 images of a game, twice: no", "1234", "two lines", "Eve", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{not a login: why}", "{mallory: [why]}", "[a b]", "{'': why}"})
    void deniedUsersThatAreNone(String users) {
        given.config("limits: {denied_users: " + users + "}");
        assertThat(given.problems()).isNotEmpty().allMatch(problem -> problem.contains("limits.denied_users: "));
    }

    @Test
    void fewerBlobsThanRequestsAreAWarning() {
        given.config("limits: {concurrent_requests: 16, concurrent_blobs: 8}");
        assertThat(given.settings().warnings())
                .singleElement()
                .asString()
                .contains("limits.concurrent_blobs: is less than");
        given.config("limits: {concurrent_requests: 16}");
        assertThat(given.settings().warnings()).isEmpty();
    }

    @Test
    void aWebhookWithoutASecretIsRefused() {
        given.environment("WEBHOOK_PORT", "9443");
        assertThat(given.problemsForDaemon())
                .contains(
                        "configuration: github.webhook_secret: is missing; set it in the file, or"
                                + " GITHUB_WEBHOOK_SECRET in the environment, or nobody could tell GitHub's deliveries from others'");
        given.environment("GITHUB_WEBHOOK_SECRET", "0123456789abcdef");
        assertThat(given.problemsForDaemon()).noneMatch(problem -> problem.contains("webhook"));
    }

    @Test
    void aWebhooksSecretThatIsShortOrServesNothingIsAWarning() {
        given.environment("GITHUB_WEBHOOK_SECRET", "0123456789abcdef\nshort");
        assertThat(given.settings().warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "is not used: webhook.port opens no port",
                        "is short enough to be guessed; `openssl rand -hex 32` makes a better one");
        given.config(
                "github:\n  webhook_secret: |-\n    0123456789abcdef\n    fedcba9876543210\nwebhook: {port: 9443}\n");
        given.environment("GITHUB_WEBHOOK_SECRET", "");
        assertThat(given.settings().warnings()).isEmpty();
        assertThat(given.settings().get(Keys.WEBHOOK_SECRET).value()).isEqualTo("0123456789abcdef\nfedcba9876543210");
    }

    @Test
    void aPortThatWasGivenToSomethingBeforeThereWasAPageKeepsIt() {
        given.config("app: {http_port: 8081}");
        assertThat(given.settings().get(Keys.PAGE_PORT)).isZero();
        assertThat(given.settings().warnings())
                .extracting(Problem::toString)
                .containsExactly("defaults: page.port: opens no page: its 8081 is another port's; give it one, or 0");
        given.config("{app: {http_port: 8081}, page: {port: 8083}}");
        assertThat(given.settings().get(Keys.PAGE_PORT)).isEqualTo(8083);
        assertThat(given.settings().warnings()).isEmpty();
    }

    @Test
    void aTargetThatNoImageCanHave() {
        given.environment("GENERIC_REGISTRY", "swr.cn-north-4.myhuaweicloud.com");
        assertThat(given.problems())
                .containsExactly("environment GENERIC_REGISTRY: registries.generic:"
                        + " images at swr.cn-north-4.myhuaweicloud.com need a namespace");
    }

    @Test
    void anotherRegionThanTheTargetsIsAWarning() {
        given.environment("GENERIC_REGISTRY", "swr.cn-north-4.myhuaweicloud.com")
                .environment("GENERIC_NAMESPACE", "team");
        assertThat(given.settings().warnings()).isEmpty();
        given.environment("HUAWEI_SWR_REGION", "cn-south-1");
        assertThat(given.settings().warnings())
                .singleElement()
                .hasToString("environment HUAWEI_SWR_REGION: registries.huawei_swr.region: is not used:"
                        + " images go to swr.cn-north-4.myhuaweicloud.com, and its region counts");
    }

    @ParameterizedTest
    @CsvSource({
        "githb.token, unknown key; did you mean github.token?",
        "poll_interval, unknown key; did you mean github.poll_interval?",
        "registries.hosts.docker.io.endpont, unknown key; did you mean registries.hosts.docker.io.endpoint?",
        "registries.huawei_swr.accesskey, unknown key; did you mean registries.huawei_swr.access_key?",
        "registries.hosts, 'is a section, not a key'",
        "registries.hosts.quay.io, 'unknown key; a host has endpoint, plain_http, username, password, max_connections, bandwidth, proxy, ca_file, private_network'",
        "registries.hosts.docker.io.tls, 'unknown key; a host has endpoint, plain_http, username, password, max_connections, bandwidth, proxy, ca_file, private_network'",
        "github, 'is a section, not a key'",
        "github.token.value, unknown key",
        "webhook.secret, unknown key",
    })
    void anUnknownKey(String path, String message) {
        assertThat(given.commandLine(path, "x").problems()).containsExactly("command line: " + path + ": " + message);
    }

    @Test
    void anUnknownKeyWithoutAValue() {
        assertThat(given.config("github:\n  tokn:\n").problems())
                .containsExactly("configs/config.yaml:2: github.tokn: unknown key; did you mean github.token?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registrys: {}            | registrys: unknown key",
                "registrys: {generic: {}} | registrys.generic: unknown key",
                "github: {tokn: {}}       | github.tokn: unknown key; did you mean github.token?",
            })
    void anUnknownKeyThatHoldsAnEmptyMap(String yaml, String message) {
        assertThat(given.config(yaml + "\n").problems()).containsExactly("configs/config.yaml:1: " + message);
    }

    @Test
    void aSectionWithNothingInItIsNoProblem() {
        assertThat(given.config("github: {}\nregistries: {generic: {}, hosts: {quay.io: {}}}\n")
                        .problems())
                .isEmpty();
    }

    @Test
    void aKeyThatIsGivenTwice() {
        assertThat(given.config("naming: image\napp:\n  debug: true\nnaming: qualified\napp.debug: false\n")
                        .problems())
                .containsExactly(
                        "configs/config.yaml:4: naming: is given twice in this file",
                        "configs/config.yaml:5: app.debug: is given twice in this file");
    }

    @Test
    void aHostThatIsGivenTwiceUnderTwoNames() {
        assertThat(given.config("registries.hosts.docker.io.plain_http: true\n"
                                + "registries.hosts.index.docker.io.plain_http: false\n")
                        .problems())
                .containsExactly(
                        "configs/config.yaml:2: registries.hosts.index.docker.io: is the same host as docker.io");
    }

    @Test
    void brokenYamlNamesItsPlace() {
        assertThat(given.config("github:\n  user: [a\nnaming: image\n").problems())
                .singleElement()
                .asString()
                .startsWith("configs/config.yaml:3:7: not valid YAML: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- a            | configs/config.yaml:1: a map of keys is expected at the top of the file",
                "just text      | configs/config.yaml:1: a map of keys is expected at the top of the file",
                "naming: [image] | configs/config.yaml:1: naming: a list is given, but expected is one of image, qualified",
                "platforms: [{a: b}] | configs/config.yaml:1: platforms: a list of plain values is expected",
                "rules: quay.io | configs/config.yaml:1: rules: an ordered map of anchored patterns to prefixes is expected",
                "rules: {'^a.io/': {prefix: a, private: maybe}} | configs/config.yaml:1: rules \"^a.io/\".private: 'maybe' is not true or false",
                "rules: {'^a.io/': {prefix: [a]}} | configs/config.yaml:1: rules \"^a.io/\".prefix: a plain value is expected",
                "rules: {'^a.io/': {prefix: a, public: true}} | configs/config.yaml:1: rules \"^a.io/\".public: unknown key; a rule has prefix and private",
                "rules: {'^a.io/': {prefix: a, prefix: b}} | configs/config.yaml:1: rules \"^a.io/\".prefix: is given twice",
                "rules: {'^a.io/': [a]} | configs/config.yaml:1: rules \"^a.io/\": a prefix is expected (\"\" for none), or { prefix: …, private: true }",
                "rules: {}      | configs/config.yaml: rules: there is none, so nothing would be mirrored",
            })
    void anotherShape(String yaml, String problem) {
        assertThat(given.config(yaml).problems()).contains(problem);
    }

    @Test
    void anEmptyFileIsNoProblem() {
        assertThat(given.config("# nothing\n").problems()).isEmpty();
        assertThat(given.config("github:\n").problems()).isEmpty();
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Files.write(home.resolve("latin1.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        given.file("large.yaml", "naming: image #" + "x".repeat(1024 * 1024));
        assertThat(given.problems("absent.yaml", "latin1.yaml", "large.yaml"))
                .containsExactly(
                        "absent.yaml: there is no such file",
                        "latin1.yaml: the file is not UTF-8 text",
                        "large.yaml: the file cannot be read: it is larger than 1 MiB");
    }

    @Test
    void hostileYamlIsBounded() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {k: v}\n");
        for (int level = 1; level <= 30; level++) {
            String below = "*a" + (level - 1);
            bomb.append("a" + level + ": &a" + level + " {l: " + below + ", m: " + below + ", n: " + below + "}\n");
        }
        assertThat(given.config(bomb.toString()).problems()).isNotEmpty().hasSizeLessThan(60);
        assertThat(given.config("a: " + "[".repeat(20_000)).problems()).isNotEmpty();
        assertThat(given.config("a: &a {b: *a}").problems()).isNotEmpty();
    }

    @Test
    void aSecretFromTwoPlaces() {
        given.file("token", SECRET)
                .environment("GITHUB_TOKEN", SECRET)
                .environment("GITHUB_TOKEN_FILE", home.resolve("token").toString());
        assertThat(given.problems())
                .containsExactly("environment GITHUB_TOKEN: github.token:"
                        + " both GITHUB_TOKEN and GITHUB_TOKEN_FILE are set; which one is meant?");
    }

    @Test
    void whatIsGivenInAWrongWayIsNotMissingToo() {
        given.file("secret", SECRET)
                .environment("GITHUB_TOKEN_FILE", "/nowhere/token")
                .environment("GITHUB_REPOSITORY", "acme")
                .environment("GENERIC_REGISTRY", "quay.io")
                .environment("GENERIC_USERNAME", "me")
                .environment("GENERIC_PASSWORD", SECRET)
                .environment("GENERIC_PASSWORD_FILE", home.resolve("secret").toString())
                .environment("HUAWEI_SWR_ACCESS_KEY", SECRET)
                .environment("HUAWEI_SWR_SECRET_KEY_FILE", "/nowhere/key");
        assertThat(given.problemsForDaemon())
                .containsExactlyInAnyOrder(
                        "environment GITHUB_TOKEN_FILE: github.token: the file /nowhere/token cannot be read",
                        "environment GITHUB_REPOSITORY: 'acme' is not owner/name",
                        "environment GENERIC_PASSWORD: registries.generic.password:"
                                + " both GENERIC_PASSWORD and GENERIC_PASSWORD_FILE are set; which one is meant?",
                        "environment HUAWEI_SWR_SECRET_KEY_FILE: registries.huawei_swr.secret_key:"
                                + " the file /nowhere/key cannot be read");
    }

    @Test
    void anEmptySecretFileCountsAsNotSet() {
        given.file("token", "\n")
                .environment("GITHUB_TOKEN_FILE", home.resolve("token").toString());
        assertThat(given.problems()).isEmpty();
    }

    @Test
    void keysThatNeedEachOther() {
        given.environment("HUAWEI_SWR_SECRET_KEY", SECRET)
                .environment("GENERIC_PASSWORD", SECRET)
                .commandLine("registries.hosts.quay.io.username", "me");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "environment HUAWEI_SWR_SECRET_KEY: registries.huawei_swr.secret_key:"
                                + " needs registries.huawei_swr.access_key beside it",
                        "environment GENERIC_PASSWORD: registries.generic.password:"
                                + " needs registries.generic.username beside it",
                        "command line: registries.hosts.quay.io.username:"
                                + " needs registries.hosts.quay.io.password beside it");
    }

    @Test
    void theDaemonNamesAllThatItMisses() {
        assertThat(given.environment("GITHUB_USER", "me").problemsForDaemon())
                .containsExactly(
                        "configuration: github.token: is missing; set it in the file, or GITHUB_TOKEN in the environment",
                        "configuration: github.repo: is missing; set it in the file, or GITHUB_REPO in the environment",
                        "configuration: registries.generic.registry: is missing; set it in the file, or"
                                + " GENERIC_REGISTRY in the environment");
        assertThat(given.problems()).isEmpty();
    }

    @Test
    void theRepositoryThatActionsNames() {
        given.environment("GITHUB_REPOSITORY", "octo/hello.world");
        assertThat(given.settings().get(Keys.GITHUB_USER)).isEqualTo("octo");
        assertThat(given.settings().get(Keys.GITHUB_REPO)).isEqualTo("hello.world");
        given.environment("GITHUB_USER", "me");
        assertThat(given.settings().get(Keys.GITHUB_USER)).isEqualTo("me");
        assertThat(given.environment("GITHUB_REPOSITORY", "a/b/c").problems())
                .containsExactly("environment GITHUB_REPOSITORY: 'a/b/c' is not owner/name");
    }

    @Test
    void secretsAreNeverPrinted() {
        given.config("registries.hosts.quay.io: {username: me, password: " + SECRET + ", proxy: 'http://me:" + SECRET
                        + "@proxy:1'}\napp.database_url: 'jdbc:postgresql://h/d?password=" + SECRET + "'")
                .environment("GITHUB_TOKEN", SECRET)
                .environment("HUAWEI_SWR_ACCESS_KEY", SECRET)
                .environment("HUAWEI_SWR_SECRET_KEY", SECRET)
                .environment("GENERIC_USERNAME", "me")
                .environment("GENERIC_PASSWORD", SECRET);
        assertThat(given.settings().toString()).doesNotContain(SECRET);
        given.environment("GITHUB_TOKEN", SECRET + "\n" + SECRET).environment("GENERIC_PASSWORD", SECRET + "\u0007x");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "environment GITHUB_TOKEN: github.token: the value is not text of one line",
                        "environment GENERIC_PASSWORD: registries.generic.password: the value is not text of one line");
    }

    @Test
    void aProxyThatIsNone() {
        assertThat(given.environment("HTTPS_PROXY", "http://me:" + SECRET + " @proxy:1")
                        .environment("http_proxy", "proxy:3128")
                        .problems())
                .containsExactly(
                        "environment HTTPS_PROXY: the value is not a proxy (http://[user:password@]host:port)");
    }

    @Test
    void aProblemIsOneShortLine() {
        given.environment("NAMING", "a\nforged: line\u001b[31m" + "x".repeat(1000));
        assertThat(given.problems())
                .singleElement()
                .asString()
                .doesNotContain("\n", "\u001b")
                .hasSizeLessThan(200);
    }
}
