package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What keeps somebody else's action from doing more than it should. {@code scripts/check-workflows.sh} runs a linter too. */
class WorkflowsTest {
    private static final Path WORKFLOWS = Path.of(".github/workflows");

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void whatIsNotOursIsPinnedByACommit(Path workflow) throws IOException {
        assertThat(Files.readAllLines(workflow))
                .filteredOn(line -> line.contains("uses: ") && !line.contains("uses: ./"))
                .allMatch(line -> line.matches(".*uses: [\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
        assertThat(steps(workflow))
                .extracting(step -> step.get("with"))
                .filteredOn(with -> with instanceof Map<?, ?> map && map.containsKey("repository"))
                .allSatisfy(with -> assertThat(String.valueOf(((Map<?, ?>) with).get("ref")))
                        .matches("[0-9a-f]{40}"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void rightsAreForReadingByDefaultAndNoTokenIsLeftBehind(Path workflow) throws IOException {
        assertThat((Map<?, ?>) read(workflow).get("permissions"))
                .extracting("contents")
                .isEqualTo("read");
        assertThat(steps(workflow))
                .filteredOn(step -> String.valueOf(step.get("uses")).startsWith("actions/checkout@"))
                .allSatisfy(step -> assertThat((Map<?, ?>) step.get("with"))
                        .extracting("persist-credentials")
                        .isEqualTo(false));
    }

    /** What an issue's title or a comment holds would be a program in a line that a shell runs. */
    @ParameterizedTest
    @MethodSource("workflows")
    void noShellRunsWhatAnEventBrings(Path workflow) throws IOException {
        assertThat(steps(workflow))
                .extracting(step -> String.valueOf(step.get("run")))
                .noneMatch(run -> run.contains("${{"));
    }

    /** What a build runs is everybody's whose library or plugin it uses; a certificate in the workflow's name is not theirs. */
    @Test
    void aReleaseIsSignedByAJobThatRunsNothingOfTheRepositorys() throws IOException {
        Map<?, ?> release = read(WORKFLOWS.resolve("release.yml"));
        Map<?, ?> jobs = (Map<?, ?>) release.get("jobs");
        Map<?, ?> build = (Map<?, ?>) jobs.get("build");
        Map<?, ?> sign = (Map<?, ?>) jobs.get("sign");

        assertThat(jobs.keySet().toString()).isEqualTo("[test, build, sign]");
        assertThat(release.get("permissions").toString()).isEqualTo("{contents=read}");
        assertThat(build.get("permissions").toString()).isEqualTo("{contents=read, packages=write}");
        assertThat(build.get("steps").toString()).doesNotContain("cosign");
        assertThat(sign.get("needs")).isEqualTo("build");
        assertThat(sign.get("permissions").toString()).contains("id-token=write");
        assertThat(sign.get("steps").toString())
                .contains("cosign sign --yes", "cosign sign-blob", "actions/attest@", "gh release create")
                .doesNotContain("checkout", "setup-java", "build-push-action", "make ", "mvn", "scripts/", "bin/");
    }

    private static List<Map<?, ?>> steps(Path workflow) throws IOException {
        List<Map<?, ?>> steps = new ArrayList<>();
        for (Object job : ((Map<?, ?>) read(workflow).get("jobs")).values()) {
            if (((Map<?, ?>) job).get("steps") instanceof List<?> all) {
                all.forEach(step -> steps.add((Map<?, ?>) step));
            }
        }
        return steps;
    }

    private static Map<?, ?> read(Path file) throws IOException {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }
}
