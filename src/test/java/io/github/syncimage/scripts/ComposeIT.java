package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Docker Compose makes of the file, of a profile and of the overlay for a released image. */
class ComposeIT {
    private static final Map<String, String> ENV = Map.of(
            "SYNC_IMAGE_DATABASE_URL", "jdbc:postgresql://postgres/sync_image?user=sync_image&password=word",
            "POSTGRES_PASSWORD", "word",
            "SYNC_IMAGE", "registry.example.com/sync-image",
            "SYNC_IMAGE_VERSION", "1.2.3");

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(folder.resolve("deploy/compose"));
        for (String file : List.of("docker-compose.yml", "deploy/compose/release.yml")) {
            Files.copy(Path.of(file), folder.resolve(file));
        }
    }

    @Test
    void withoutAProfileThereIsOneDaemon() throws Exception {
        assertThat(services().fieldNames()).toIterable().containsExactly("sync-image");
    }

    @Test
    void inTheProfileScaleAnyNumberOfWorkersShareADatabaseWithTheDaemon() throws Exception {
        JsonNode services = services("--profile", "scale");
        assertThat(services.fieldNames()).toIterable().containsExactlyInAnyOrder("postgres", "sync-image", "worker");
        JsonNode worker = services.path("worker");
        JsonNode daemon = services.path("sync-image");

        assertThat(worker.at("/environment/APP_ROLE").asText()).isEqualTo("worker");
        assertThat(worker.at("/environment/SYNC_IMAGE_DATABASE_URL"))
                .isEqualTo(daemon.at("/environment/SYNC_IMAGE_DATABASE_URL"))
                .isEqualTo(new ObjectMapper().valueToTree(ENV.get("SYNC_IMAGE_DATABASE_URL")));
        assertThat(worker.has("ports"))
                .as("a port of the machine belongs to one alone")
                .isFalse();
        assertThat(daemon.at("/depends_on/postgres/required").asBoolean(true))
                .as("which may be another machine's")
                .isFalse();
        for (String same : List.of(
                "depends_on", "image", "secrets", "healthcheck", "stop_grace_period", "read_only", "cap_drop")) {
            assertThat(worker.path(same)).as(same).isEqualTo(daemon.path(same));
        }
    }

    @Test
    void aReleasedImageIsThatOfTheWorkersToo() throws Exception {
        JsonNode services =
                services("-f", "docker-compose.yml", "-f", "deploy/compose/release.yml", "--profile", "scale");
        for (String each : List.of("sync-image", "worker")) {
            JsonNode service = services.path(each);
            assertThat(service.path("image").asText()).isEqualTo("registry.example.com/sync-image:1.2.3");
            assertThat(service.has("build")).as(each).isFalse();
            assertThat(service.path("volumes").toString()).doesNotContain("/app/routes", "/app/configs\"");
        }
    }

    private JsonNode services(String... options) throws IOException {
        String[] command = Stream.of(
                        Stream.of("docker-compose"), Stream.of(options), Stream.of("config", "--format", "json"))
                .flatMap(words -> words)
                .toArray(String[]::new);
        ShellCommand.Result config = ShellCommand.run(folder, ENV, command);
        assertThat(config.exit()).as(config.err()).isZero();
        return new ObjectMapper().readTree(config.out()).path("services");
    }
}
