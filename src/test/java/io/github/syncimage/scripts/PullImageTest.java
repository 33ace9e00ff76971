package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code scripts/pull-image.sh} with clients that only write down how they were called. */
class PullImageTest {
    private static final Path SCRIPT = Path.of("scripts/pull-image.sh").toAbsolutePath();
    private static final String TARGET = "swr.example.com/team/etcd:v3";

    @TempDir
    Path folder;

    private record Result(int exit, String out, String err) {}

    private Path calls;

    @BeforeEach
    void noCallsYet() {
        calls = folder.resolve("calls");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "docker  | docker pull T; docker tag T quay.io/coreos/etcd:v3",
                "podman  | podman pull T; podman tag T quay.io/coreos/etcd:v3",
                "nerdctl | nerdctl pull T; nerdctl tag T quay.io/coreos/etcd:v3",
                "ctr     | ctr --namespace k8s.io images pull T;"
                        + " ctr --namespace k8s.io images tag --force T quay.io/coreos/etcd:v3",
            })
    void pullsAndNamesWithTheClientThatIsThere(String client, String expected) throws Exception {
        install(client);

        assertThat(run(TARGET, "quay.io/coreos/etcd:v3")).isEqualTo(new Result(0, "quay.io/coreos/etcd:v3", ""));
        assertThat(calls()).isEqualTo(expected.replace(" T", " " + TARGET));
    }

    @Test
    void namesThroughContainerdWhatCrictlPulled() throws Exception {
        install("crictl", "ctr");

        assertThat(run("-c", "crictl", TARGET, "nginx:alpine").exit()).isZero();
        assertThat(calls())
                .isEqualTo("crictl pull " + TARGET + "; ctr --namespace k8s.io images tag --force " + TARGET
                        + " docker.io/library/nginx:alpine");
    }

    @Test
    void saysThatCrictlAloneCannotGiveNames() throws Exception {
        install("crictl");

        assertThat(run(TARGET, "nginx:alpine"))
                .isEqualTo(new Result(
                        1, "", "pull-image.sh: crictl can't give names, and ctr is not installed: use " + TARGET));
    }

    @Test
    void takesTheFirstClientUnlessOneIsNamed() throws Exception {
        install("docker", "podman");

        run(TARGET);
        run("-c", "podman", TARGET);
        assertThat(calls()).isEqualTo("docker pull " + TARGET + "; podman pull " + TARGET);
    }

    @Test
    void handsOnNamespaceAndPlatform() throws Exception {
        install("nerdctl");

        run("-n", "k8s.io", "-p", "linux/arm64", TARGET);
        assertThat(calls()).isEqualTo("nerdctl --namespace k8s.io pull --platform linux/arm64 " + TARGET);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "bitnami/redis:7, docker.io/bitnami/redis:7",
        "docker.io/nginx:1, docker.io/library/nginx:1",
        "localhost/app:1, localhost/app:1",
        "registry:5000/app, registry:5000/app:latest",
        "gcr.io/a/b:1@sha256:0123, gcr.io/a/b:1",
    })
    void givesNamesInFull(String source, String name) throws Exception {
        install("docker");

        assertThat(run(TARGET, source).out()).isEqualTo(name);
    }

    @Test
    void leavesAnImageThatIsKnownByItsDigestWithItsMirroredName() throws Exception {
        install("docker");

        Result result = run(TARGET, "gcr.io/a/b@sha256:0123");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("is a digest").contains(TARGET);
        assertThat(calls()).isEqualTo("docker pull " + TARGET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--privileged", "a b", "$(id)", "x;y", ""})
    void refusesWhatIsNoImageName(String name) throws Exception {
        install("docker");

        assertThat(run("--", TARGET, name))
                .isEqualTo(new Result(2, "", "pull-image.sh: not an image name: '" + name + "'"));
        assertThat(calls).doesNotExist();
    }

    @Test
    void saysThatThereIsNoClient() throws Exception {
        assertThat(run(TARGET))
                .isEqualTo(new Result(
                        1, "", "pull-image.sh: none of docker, podman, nerdctl, ctr and crictl is installed"));
    }

    @Test
    void failsWhereThePullFails() throws Exception {
        install("docker");
        Files.writeString(folder.resolve("docker"), "#!/bin/bash\nexit 5\n");

        assertThat(run(TARGET, "nginx").exit()).isEqualTo(5);
    }

    private void install(String... clients) throws IOException {
        for (String client : clients) {
            Path file = folder.resolve(client);
            Files.writeString(file, "#!/bin/bash\necho \"" + client + " $*\" >> '" + calls + "'\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }

    private Result run(String... arguments) {
        String[] command = Stream.concat(Stream.of("/bin/bash", SCRIPT.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        ShellCommand.Result result = ShellCommand.run(Path.of(""), Map.of("PATH", folder.toString()), command);
        return new Result(result.exit(), result.out().strip(), result.err().strip());
    }

    private String calls() throws IOException {
        return String.join("; ", Files.readAllLines(calls));
    }
}
