package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts rely on: options, exit codes, a line for each problem, nothing else on either stream. */
class CommandLineTest {
    @TempDir
    Path home;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(home.resolve("a.yaml"), "github: {user: octo, repo: hello, token: t}\n");
        Files.writeString(
                home.resolve("b.yaml"), "registries.generic.registry: quay.io\nregistries.generic.namespace: me\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--version", "check -v", "check --version"})
    void version(String arguments) {
        CommandLineRun run = run(arguments);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("sync-image ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "check -h", "check --help"})
    void help(String arguments) {
        CommandLineRun run = run(arguments);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: sync-image").contains("--config", "--github.token", "--log.level");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "chekc", "check --nonsense", "check surplus", "-c", "check --set naming"})
    void wrongUsageIsOneLine(String arguments) {
        CommandLineRun run = run(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("sync-image: ").endsWith("--help)\n").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c %1$s/a.yaml -c %1$s/b.yaml check",
                "-c %1$s/a.yaml check -c %1$s/b.yaml",
                "check --config %1$s/a.yaml --config=%1$s/b.yaml",
                "-t t -u octo check -p hello -c %1$s/b.yaml",
                "--github.token t check --github.user octo --github.repo hello --config %1$s/b.yaml",
                "check -i 17 --log.level debug --debug -c %1$s/a.yaml -c %1$s/b.yaml",
            })
    void optionsStandBeforeAndAfterTheCommand(String arguments) {
        CommandLineRun run = run(arguments.formatted(home));
        assertThat(run.err()).doesNotContain("registries").doesNotContain("github");
        assertThat(run.out())
                .startsWith("ok: octo/hello to quay.io/me, 16 rules (")
                .hasLineCount(1);
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "?concurrentConsumers=2, 2",
        "?concurrentConsumers={{limits.concurrent_requests}}&timeout=500, 16",
        "?concurrentConsumers=16, 16"
    })
    void consumersThatAreAsManyAsTheLimitAreFine(String consumers, String limit) throws IOException {
        camelProperties("requests.consumers = " + consumers);

        CommandLineRun run = run(workers("check", limit));

        assertThat(run.err()).doesNotContain("requests.consumers");
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"check, ?concurrentConsumers=2, 2", "run, ?concurrentConsumers=2, 2", "once, ?timeout=500, 1"})
    void consumersThatContradictTheLimitAreToldByCheckAndStart(String command, String consumers, String number)
            throws IOException {
        camelProperties("requests.consumers = " + consumers);

        CommandLineRun run = run(workers(command, "16"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("requests.consumers: has " + number
                        + " consumers, but limits.concurrent_requests is 16; write concurrentConsumers=");
    }

    private void camelProperties(String text) throws IOException {
        Files.createDirectories(home.resolve("configs"));
        Files.writeString(home.resolve("configs/camel.properties"), text + "\n");
    }

    private String workers(String command, String limit) {
        return "-c %1$s/a.yaml -c %1$s/b.yaml --set app.data_dir=%1$s/data --set limits.concurrent_requests=%2$s %3$s"
                .formatted(home, limit, command);
    }

    @Test
    void whatStandsAfterTheCommandWins() {
        String arguments =
                "-u before --set app.http_port=x check -u after --set app.http_port=1 -t t -p p -c %s/b.yaml";
        assertThat(run(arguments.formatted(home)).out()).startsWith("ok: after/p to quay.io/me");
    }

    @Test
    void everyProblemIsALine() {
        CommandLineRun run = CommandLineRun.of(
                project(),
                Map.of("GITHUB_TOKEN", "s3cr3t", "NAMING", "flat"),
                "check",
                "--set",
                "limits.imagesize=1",
                "-u",
                "a/b");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactlyInAnyOrder(
                        "command line: limits.imagesize: unknown key; did you mean limits.image_size?",
                        "command line: github.user: 'a/b' is not a GitHub user or organization (the owner alone, without a"
                                + " slash)",
                        "environment NAMING: naming: 'flat' is not one of image, qualified",
                        "configuration: github.repo: is missing; set it in the file, or GITHUB_REPO in the environment",
                        "configuration: registries.generic.registry: is missing; set it in the file, or GENERIC_REGISTRY in"
                                + " the environment");
    }

    @Test
    void aBrokenTemplateIsReportedBesideABrokenRoute() throws IOException {
        Files.writeString(project().resolve("routes/poll-issues.camel.yaml"), "- route:\n    id: [\n");
        Files.writeString(project().resolve("configs/templates/zh/failed.mustache"), "{{#unclosed}}");
        CommandLineRun run = run("check -c %1$s/a.yaml -c %1$s/b.yaml".formatted(home));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("configs/templates/zh/failed.mustache", "routes/poll-issues.camel.yaml");
    }

    @Test
    void aBrokenRouteIsReportedBesideABrokenConfiguration() throws IOException {
        Files.writeString(project().resolve("routes/poll-issues.camel.yaml"), "- route:\n    id: [\n");
        CommandLineRun run = run("check --set naming=flat");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("routes/poll-issues.camel.yaml", "command line: naming: 'flat'");
    }

    @Test
    void aBrokenEnvironmentHidesNothingElse() throws IOException {
        Files.writeString(project().resolve("routes/poll-issues.camel.yaml"), "- route:\n    id: [\n");
        CommandLineRun run = CommandLineRun.of(
                home,
                Map.of("DOCKER_HOST", "ssh://there", "HTTPS_PROXY", "http://a b"),
                ("check --set copy.engine=docker --set registries.hosts.quay.io.ca_file=/no/such.pem"
                                + " --set app.http_port=x -c %1$s/a.yaml -c %1$s/b.yaml")
                        .formatted(home)
                        .split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "environment HTTPS_PROXY: the value is not a proxy",
                        "command line: app.http_port: 'x'",
                        "routes/poll-issues.camel.yaml");

        run = CommandLineRun.of(
                home,
                Map.of("DOCKER_HOST", "ssh://there"),
                ("check --set copy.engine=docker --set registries.hosts.quay.io.ca_file=/no/such.pem"
                                + " -c %1$s/a.yaml -c %1$s/b.yaml")
                        .formatted(home)
                        .split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "environment DOCKER_HOST: ",
                        "/no/such.pem: registries.hosts.quay.io.ca_file: the file cannot be read",
                        "routes/poll-issues.camel.yaml");
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsAWarning() throws IOException {
        Path file = Files.writeString(project().resolve("data"), "no folder");
        CommandLineRun run = run("check -c %1$s/a.yaml -c %1$s/b.yaml".formatted(home));
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("warning: app.data_dir " + file + " cannot be written");
    }

    private CommandLineRun run(String arguments) {
        project();
        return CommandLineRun.of(home, Map.of(), arguments.split(" "));
    }

    /** The project's own routes and templates, in the home folder. */
    private Path project() {
        return Files.exists(home.resolve("routes")) ? home : CommandLineRun.copy(home, "configs/templates", "routes");
    }

    @Test
    void namesCommitAndDay() throws IOException {
        assertThat(versionLine("commit = 13d87e6a2b1c\ndate = 2026-11-25"))
                .isEqualTo("sync-image 1.0.0 (13d87e6a2b1c, 2026-11-25)");
    }

    @Test
    void withoutGitItIsTheVersionAlone() throws IOException {
        assertThat(versionLine("commit = ${git.commit.id.abbrev}\ndate = ${git.commit.time}"))
                .isEqualTo("sync-image 1.0.0");
    }

    private static String versionLine(String build) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(build));
        return SyncImage.Version.line("1.0.0", properties);
    }
}
