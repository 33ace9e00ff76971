package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.registry.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    /** What {@code docker login} writes: base64 of "me:pass:word". */
    private static final String AUTH = "{\"auth\": \"bWU6cGFzczp3b3Jk\"}";

    @TempDir
    Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void environment() {
        environment = Map.of("DOCKER_CONFIG", folder.toString(), "PATH", folder + ":/usr/bin:/bin");
    }

    @ParameterizedTest
    @CsvSource({
        "https://index.docker.io/v1/, docker.io",
        "index.docker.io, docker.io",
        "docker.io, docker.io",
        "https://ghcr.io, ghcr.io",
        "https://gcr.io/v2/, gcr.io",
        "127.0.0.1:5000, 127.0.0.1:5000",
    })
    void theKeyOfAHost(String key, String host) throws IOException {
        write("{\"auths\": {\"" + key + "\": " + AUTH + "}}");
        assertThat(DockerConfig.read(environment).credentials(host)).contains(new Credentials("me", "pass:word"));
        assertThat(DockerConfig.read(environment).credentials("other.io")).isEmpty();
    }

    @Test
    void anEntryForAPartOfARegistryIsNotForAll() throws IOException {
        write("{\"auths\": {\"quay.io/team\": " + AUTH + "}}");
        assertThat(DockerConfig.read(environment).credentials("quay.io")).isEmpty();
    }

    @Test
    void anIdentityToken() throws IOException {
        write("{\"auths\": {\"a.io\": {\"auth\": \"bWU6\", \"identitytoken\": \"eyJ\"}}}");
        assertThat(DockerConfig.read(environment).credentials("a.io")).contains(new Credentials("<token>", "eyJ"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"auths\": 1}",
                "{\"auths\": {\"a.io\": {}}}",
                "{\"auths\": {\"a.io\": {\"auth\": \"%%%\"}}}",
                "{\"auths\": {\"a.io\": {\"auth\": \"bWU=\"}}}",
                "{\"credsStore\": \"absent\"}",
                "{\"credsStore\": \"../../bin/sh\"}",
                "{\"credHelpers\": {\"a.io\": \"absent\"}}",
            })
    void whatCannotBeUsedIsNotUsed(String text) throws IOException {
        write(text);
        assertThat(DockerConfig.read(environment).credentials("a.io")).isEmpty();
    }

    @Test
    void noFile() {
        assertThat(DockerConfig.read(environment).credentials("a.io")).isEmpty();
    }

    @Test
    void itLiesBelowTheHomeFolder() throws IOException {
        Files.createDirectories(folder.resolve(".docker"));
        Files.writeString(folder.resolve(".docker/config.json"), "{\"auths\": {\"a.io\": " + AUTH + "}}");
        assertThat(DockerConfig.read(Map.of("HOME", folder.toString())).credentials("a.io"))
                .isPresent();
    }

    @Test
    void aHelperIsAskedForItsHost() throws IOException {
        helper(
                "cloud",
                "read server; echo \"{\\\"Username\\\": \\\"_token\\\", \\\"Secret\\\": \\\"for $server\\\"}\"");
        write("{\"credHelpers\": {\"gcr.io\": \"cloud\"}, \"auths\": {\"a.io\": " + AUTH + "}}");
        DockerConfig config = DockerConfig.read(environment);
        assertThat(config.credentials("gcr.io")).contains(new Credentials("_token", "for gcr.io"));
        assertThat(config.credentials("a.io")).contains(new Credentials("me", "pass:word"));
    }

    @Test
    void aStoreIsAskedForEveryHostByTheNameThatDockerUses() throws IOException {
        helper("store", "read server; echo \"{\\\"Username\\\": \\\"u\\\", \\\"Secret\\\": \\\"$server\\\"}\"");
        write("{\"credsStore\": \"store\"}");
        assertThat(DockerConfig.read(environment).credentials("docker.io"))
                .contains(new Credentials("u", "https://index.docker.io/v1/"));
    }

    @Test
    void aStoreThatKeepsNothingLeavesTheFile() throws IOException {
        helper("store", "echo credentials not found; exit 1");
        write("{\"credsStore\": \"store\", \"auths\": {\"a.io\": " + AUTH + "}}");
        assertThat(DockerConfig.read(environment).credentials("a.io")).isPresent();
    }

    @Test
    void aHelperThatAnswersNonsense() throws IOException {
        helper("store", "echo hello");
        write("{\"credsStore\": \"store\"}");
        assertThat(DockerConfig.read(environment).credentials("a.io")).isEmpty();
    }

    @Test
    void aHelperThatHangsIsGivenUpAndLeavesNothingBehind() throws IOException {
        helper("slow", "sleep 1000; echo {}");
        DockerConfig.Helper slow = new DockerConfig.Helper("slow", environment, Duration.ofSeconds(2));

        assertThat(slow.get("a.io")).isEmpty();
        await().until(() -> ProcessHandle.allProcesses().noneMatch(this::isOfThisTest));
    }

    /** By its command, since a helper may be ended before it has come to its first line. */
    private boolean isOfThisTest(ProcessHandle process) {
        return process.info().arguments().stream()
                .flatMap(Stream::of)
                .anyMatch(word -> word.startsWith(folder.toString()));
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    private void helper(String name, String script) throws IOException {
        Path file = folder.resolve("docker-credential-" + name);
        // The answer has no line end after the server, so "read" fails although it reads.
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
