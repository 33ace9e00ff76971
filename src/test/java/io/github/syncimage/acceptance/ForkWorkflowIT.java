package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The step of {@code mirror.yml} that answers a fork's issues, and that of {@code catalogue.yml} which writes the page, run
 * as a runner does, with the variables of an operator.
 */
class ForkWorkflowIT {
    private static final Step ANSWER = new Step("mirror.yml", "once", "Answer what is open");
    private static final Step PUBLISH = new Step("catalogue.yml", "publish", "Write the page");

    private record Step(String workflow, String job, String name) {}

    @TempDir
    private Path folder;

    private Place place;
    private Path checkout;
    private String output;

    @BeforeEach
    void fork() throws IOException {
        ClassArchive.makeOnce();
        place = new Place(Files.createDirectory(folder.resolve("world")));
        place.push("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        checkout = Files.createDirectory(folder.resolve("checkout"));
        Files.createDirectory(checkout.resolve("configs"));
        Files.writeString(
                checkout.resolve("configs/config.yaml"),
                "registries: { hosts: { gcr.io: { endpoint: \"" + place.upstream.uri() + "\" } } }\n");
        Files.createSymbolicLink(folder.resolve("program"), Path.of("").toAbsolutePath());
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void anImageIsMirroredAndARefusalLeavesTheRunGreen() throws Exception {
        int served = place.github.open("[PORTER]gcr.io/acme/app:1", "", "alice", "mirror-me");
        int refused = place.github.open("[PORTER]example.com/a/b:1", "", "alice", "mirror-me");
        int other = place.github.open("[PORTER]gcr.io/acme/app:1", "", "alice", "porter");

        assertThat(run(Map.of("REQUEST_LABEL", "mirror-me"))).as(output).isZero();

        assertThat(place.github.issue(served).labels()).contains("success");
        assertThat(place.github.issue(refused).labels()).contains("failed");
        assertThat(place.github.issue(other).open()).isTrue();
        assertThat(output).contains("mirrored 1, already present 0, refused 1, failed 0, waiting 0");
        assertThat(checkout.resolve("data")).isNotEmptyDirectory();
    }

    @Test
    void theLimitsAreVariables() throws Exception {
        int large = place.github.open("[PORTER]gcr.io/acme/app:1", "", "alice", "porter");

        assertThat(run(Map.of(
                        "IMAGE_SIZE", "1",
                        "IMAGES_PER_ISSUE", "3",
                        "REQUESTS_PER_USER_PER_DAY", "5",
                        "TRUSTED_USERS", "bob,carol")))
                .as(output)
                .isZero();

        assertThat(place.answer(large)).contains("more than the limit of 1 B");
    }

    @Test
    void aFailureTurnsItRed() throws Exception {
        place.github.open("[PORTER]gcr.io/acme/app:1", "", "alice", "porter");

        // Nobody listens there.
        assertThat(run(Map.of("GENERIC_REGISTRY", "127.0.0.1:1"))).as(output).isEqualTo(1);
    }

    @Test
    void whatItMirroredIsPublishedAndNoEmptyPage() throws Exception {
        assertThat(run(PUBLISH, Map.of())).isEqualTo(1);
        assertThat(output).contains("::error::there is no database");
        place.github.open("[PORTER]gcr.io/acme/app:1", "", "alice", "porter");
        assertThat(run(Map.of())).as(output).isZero();

        assertThat(run(PUBLISH, Map.of("PAGE_REQUESTERS", "false"))).as(output).isZero();

        Path api = folder.resolve("site/api/v1");
        assertThat(api.resolve("catalogue.json"))
                .content()
                .contains("gcr.io/acme/app:1")
                .doesNotContain("alice");
        assertThat(api.resolve("meta.json")).content().contains("/acme/mirror/issues/new?template=porter.yml");
    }

    private int run(Map<String, String> variables) throws IOException {
        return run(ANSWER, variables);
    }

    /** With GitHub's own shell for steps; what no variable sets is there and empty. */
    private int run(Step which, Map<String, String> variables) throws IOException {
        Map<?, ?> step = read(which);
        Path script = Files.writeString(folder.resolve("script.sh"), (String) step.get("run"));
        Map<String, String> environment = new HashMap<>();
        ((Map<?, ?>) step.get("env")).keySet().forEach(name -> environment.put((String) name, ""));
        environment.put("RUNNER_TEMP", folder.toString());
        environment.put("GITHUB_API_URL", place.github.apiUrl().toString());
        environment.put("GITHUB_REPOSITORY", "acme/mirror");
        environment.put("GITHUB_TOKEN", "ghp_loopback");
        environment.put("GENERIC_REGISTRY", place.target.host());
        environment.put("GENERIC_NAMESPACE", "mirrored");
        environment.put("REPORT_LANGUAGE", "en");
        environment.put("SYNC_IMAGE_DATA", checkout.resolve("data").toString());
        environment.put("SYNC_IMAGE_HTTP_PORT", "0");
        // What is over in seconds compiles for that.
        environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        environment.putAll(variables);
        ShellCommand.Result result = ShellCommand.run(checkout, environment, "bash", "-e", script.toString());
        output = result.out() + result.err();
        return result.exit();
    }

    private static Map<?, ?> read(Step which) throws IOException {
        Map<?, ?> workflow = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of(".github/workflows", which.workflow())));
        Map<?, ?> job = (Map<?, ?>) ((Map<?, ?>) workflow.get("jobs")).get(which.job());
        return ((List<?>) job.get("steps"))
                .stream()
                        .map(step -> (Map<?, ?>) step)
                        .filter(step -> which.name().equals(step.get("name")))
                        .findFirst()
                        .orElseThrow();
    }
}
