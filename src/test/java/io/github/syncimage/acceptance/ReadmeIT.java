package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's block of the README, copied line by line into a shell, as far as it needs no Docker; then what compose
 * makes of what it wrote, given to the program.
 */
class ReadmeIT {
    private static final String SECRETS = "/run/secrets/";

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void copyTheBlock() throws Exception {
        ClassArchive.makeOnce();
        place = new Place(Files.createDirectory(folder.resolve("world")));
        String readme = Files.readString(Path.of("README.md"));
        String block = readme.substring(readme.indexOf("\n## For an operator\n"));
        block = block.substring(block.indexOf("```bash\n") + 8);
        List<String> lines = block.substring(0, block.indexOf("```"))
                .lines()
                .takeWhile(line -> !line.startsWith("docker "))
                .toList();
        assertThat(lines).hasSizeGreaterThan(5);

        ProcessBuilder shell = new ProcessBuilder("bash", "-eu").directory(folder.toFile());
        shell.environment().putAll(Map.of("YOUR_GITHUB_USER", "acme", "YOUR_GITHUB_REPO", "mirror"));
        shell.environment().putAll(Map.of("YOUR_GITHUB_TOKEN", "ghp_loopback", "YOUR_REGISTRY_USER", ""));
        shell.environment().putAll(Map.of("YOUR_REGISTRY", place.target.host(), "YOUR_NAMESPACE", "team"));
        shell.environment()
                .putAll(Map.of("YOUR_REGISTRY_PASSWORD", "", "YOUR_SWR_ACCESS_KEY", "", "YOUR_SWR_SECRET_KEY", ""));
        shell.redirectErrorStream(true).redirectOutput(folder.resolve("shell").toFile());
        Process process = shell.start();
        try (var in = process.outputWriter()) {
            // Somebody careful: the container's user has to read what the block writes all the same.
            in.write("umask 077\n" + String.join("\n", lines) + "\n");
        }
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("shell")))
                .isZero();
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void itIsAllThatTheProgramNeeds() throws Exception {
        Map<String, String> environment =
                new TreeMap<>(Map.of("GITHUB_API_URL", place.github.apiUrl().toString()));
        for (String line : Files.readAllLines(folder.resolve(".env"))) {
            environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        Files.readString(Path.of("docker-compose.yml"))
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("[A-Z_]+_FILE: " + SECRETS + ".*"))
                .map(line -> line.split(": " + SECRETS))
                .forEach(pair -> environment.put(
                        pair[0], folder.resolve("secrets").resolve(pair[1]).toString()));
        assertThat(environment).containsKeys("GITHUB_TOKEN_FILE", "GENERIC_PASSWORD_FILE");

        Process check = check(environment);
        assertThat(check.waitFor()).as(read("err")).isZero();
        assertThat(read("out"))
                .startsWith("ok: acme/mirror to " + place.target.host() + "/team, 16 rules (")
                .endsWith("; GitHub and the target answer\n");
    }

    @Test
    void theContainersUserReadsTheSecretsAndNobodyElseFindsThem() throws IOException {
        Path secrets = folder.resolve("secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rwx------");
        for (String name : List.of("github_token", "registry_password", "swr_access_key", "swr_secret_key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve(name))))
                    .isEqualTo("rw-r--r--");
        }
    }

    private Process check(Map<String, String> environment) throws IOException {
        ProcessBuilder check = new ProcessBuilder(
                        Path.of("bin/sync-image").toAbsolutePath().toString(), "check", "--online")
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        check.environment().keySet().removeIf(name -> name.matches("(GITHUB|GENERIC|HUAWEI|SYNC_IMAGE)_.*"));
        check.environment().putAll(environment);
        return check.start();
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
