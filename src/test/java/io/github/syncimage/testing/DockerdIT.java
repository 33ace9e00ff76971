package io.github.syncimage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The tests' Docker daemon does no harm to the machine's: here that one, with its {@code docker0}, has a network apart. */
@EnabledIf(
        value = "io.github.syncimage.testing.Dockerd#possible",
        disabledReason = "only root can start a Docker daemon: whether it harms another is not tested")
class DockerdIT {
    @TempDir
    private Path folder;

    private NetworkNamespace namespace;

    @BeforeEach
    void aNetworkApart() {
        namespace = NetworkNamespace.add("sync-image-" + ProcessHandle.current().pid());
    }

    @AfterEach
    void remove() {
        namespace.close();
    }

    @Test
    void leavesTheBridgeThatIsAnotherDaemons() {
        namespace.ip("link", "add", "docker0", "type", "bridge");

        try (Dockerd ours = Dockerd.start(namespace)) {
            assertThat(ours.docker("network", "inspect", "bridge")).contains("198.18.79.");
            assertThat(namespace.bridges()).contains("docker0").hasSize(2);
        }

        assertThat(namespace.bridges()).containsExactly("docker0");
    }

    @Test
    void theMachinesDaemonGoesOnRunningContainers() throws Exception {
        Process machines = machinesDaemon();
        try {
            runAContainer();
            try (Dockerd ours = Dockerd.start(namespace)) {
                assertThat(ours.docker("version")).contains("Server");
                runAContainer();
            }
            runAContainer();
            assertThat(namespace.bridges()).containsExactly("docker0");
        } finally {
            machines.destroy();
            machines.waitFor();
            DockerdLeftovers.removeFolder(folder);
        }
    }

    @Test
    void whatAKilledRunLeftIsRemoved() throws Exception {
        // It lives until all is there: other tests, too, remove what is nobody's.
        Process run = new ProcessBuilder("sleep", "600").start();
        Path left = Files.createDirectory(Path.of("/tmp/sync-image-dockerd-" + run.pid() + "-left"));
        String bridge = "simg" + run.pid() + "n1";
        NetworkNamespace.OF_THE_MACHINE.addBridge(bridge);
        Process daemon = new ProcessBuilder(
                        "/usr/sbin/dockerd",
                        "--bridge=" + bridge,
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-forward=false",
                        "--ip-masq=false",
                        "--data-root=" + left.resolve("data"),
                        "--exec-root=" + left.resolve("exec"),
                        "--pidfile=" + left.resolve("pid"),
                        "--host=unix://" + left.resolve("docker.sock"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        List<String> version = List.of("docker", "--host", "unix://" + left.resolve("docker.sock"), "version");
        Awaitility.await("a daemon").until(() -> ShellCommand.run(version).exit() == 0);
        List<String> machines = NetworkNamespace.OF_THE_MACHINE.bridges().stream()
                // Those of other tests come and go.
                .filter(name -> !name.startsWith("simg"))
                .toList();

        run.destroyForcibly().waitFor();
        Dockerd.start(namespace).close();

        assertThat(daemon.waitFor()).isZero();
        assertThat(left).doesNotExist();
        assertThat(NetworkNamespace.OF_THE_MACHINE.bridges())
                .containsAll(machines)
                .doesNotContain(bridge);
    }

    private Process machinesDaemon() throws Exception {
        // As anybody's daemon, but that it leaves the rules for packets alone.
        Process daemon = Dockerd.start(namespace, folder, "s");
        Awaitility.await("the machine's daemon")
                .until(() -> ShellCommand.run(docker("version")).exit() == 0);
        Path image = folder.resolve("image.tar");
        // Docker's own init is the one program that is certainly there and needs no library.
        ShellCommand.run(List.of(
                        "tar",
                        "--create",
                        "--dereference",
                        "--file",
                        image.toString(),
                        "-C",
                        "/usr/bin",
                        "docker-init"))
                .orThrow();
        ShellCommand.run(docker("import", image.toString(), "init")).orThrow();
        return daemon;
    }

    private void runAContainer() {
        assertThat(ShellCommand.run(docker("run", "--rm", "init", "/docker-init", "--version"))
                        .orThrow())
                .contains("tini");
    }

    private List<String> docker(String... words) {
        return Stream.concat(Stream.of("docker", "--host", "unix://" + folder.resolve("s")), Stream.of(words))
                .toList();
    }
}
