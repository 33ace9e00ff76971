package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
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

        Map<String, String> mine = new HashMap<>(
                Map.of("YOUR_GITHUB_USER", "acme", "YOUR_GITHUB_REPO", "mirror", "YOUR_GITHUB_TOKEN", "ghp_loopback"));
        mine.putAll(Map.of("YOUR_REGISTRY", place.target.host(), "YOUR_NAMESPACE", "team"));
        for (String none : List.of("REGISTRY_USER", "REGISTRY_PASSWORD", "SWR_ACCESS_KEY", "SWR_SECRET_KEY")) {
            mine.put("YOUR_" + none, "");
        }
        // Somebody careful: the container's user has to read what the block writes all the same.
        ShellCommand.run(folder, mine, "bash", "-euc", "umask 077\n" + String.join("\n", lines))
                .orThrow();
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

        ShellCommand.Result check = ShellCommand.run(
                folder, environment, Path.of("bin/sync-image").toAbsolutePath().toString(), "check", "--online");
        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out())
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
}
