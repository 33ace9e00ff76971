package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever adds a row to {@link Keys} is told here where else it has to stand, line by line. */
class EveryKeyTest {
    private static final Path EXAMPLE = Path.of("configs/config.example.yaml");
    private static final Path PAGE = Path.of("docs/settings.md");
    private static final Path COMPOSE = Path.of("docker-compose.yml");

    /** A container's engine, data and port are settled by the image, and it is no run of Actions. */
    private static final Set<String> NOT_OF_COMPOSE = Set.of(
            "COPY_ENGINE", "DEBUG", "DOCKER_HUB_API_URL", "GITHUB_RUN_ID", "SYNC_IMAGE_DATA", "SYNC_IMAGE_HTTP_PORT");

    /** Secrets that compose passes on as they are: hardly any of them hold a password. */
    private static final Set<String> OPEN_SECRETS =
            Set.of("GENERIC_USERNAME", "ARTIFACTS_USERNAME", "SYNC_IMAGE_DATABASE_URL");

    private final List<String> missing = new ArrayList<>();

    @Test
    void standsInEveryPlace() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        each(PAGE.toString(), rows, key -> Stream.of(row(key)));
        each(EXAMPLE.toString(), ExampleKeys.read(EXAMPLE), key -> Stream.of(ofExample(key)));
        each(EXAMPLE + ", the comment", found("\\b([A-Z_]{2,})\\b", EXAMPLE), EveryKeyTest::variables);
        each(COMPOSE + ", environment", found("(?m)^ {6}([A-Z_]+):", COMPOSE), EveryKeyTest::passedOn);
        each(
                "SettingsMappingTest.rows()",
                SettingsMappingTest.rows().map(row -> row.key().path()).toList(),
                key -> Stream.of((key.perHost() ? key.at(SettingsMappingTest.HOST) : key).path()));

        assertThat(missing).isEmpty();
        assertThat(rows)
                .as("no other rows, and in the order of the table")
                .containsExactlyElementsOf(
                        Keys.ALL.stream().map(EveryKeyTest::row).toList());
        assertThat(ExampleKeys.read(EXAMPLE))
                .as("no other keys, once each")
                .hasSize(Keys.ALL.size() + 3)
                .contains(Keys.RULES, Keys.MIRRORS, Keys.RESERVED);
    }

    @Test
    void hasADefaultThatCanBeRead() {
        for (Key<?> key : Keys.ALL) {
            if (!key.byDefault().isEmpty()) {
                assertThat(key.type().reader().apply(key.byDefault()))
                        .as(key.path())
                        .isNotNull();
            }
        }
    }

    private void each(String place, Collection<String> there, Function<Key<?>, Stream<String>> wanted) {
        Keys.ALL.stream()
                .flatMap(wanted)
                .filter(line -> !there.contains(line))
                .forEach(line -> missing.add(place + " lacks " + line));
    }

    private static String row(Key<?> key) {
        return "| `" + key.path() + "` | "
                + variables(key).map(name -> "`" + name + "`").collect(Collectors.joining(", ")) + " | "
                + (key.byDefault().isEmpty() ? "" : "`" + key.byDefault() + "`") + " | "
                + (key.required() ? "required by `run` and `once`: " : "") + key.about() + " |";
    }

    private static String ofExample(Key<?> key) {
        return (key.perHost() ? key.at("docker.io") : key).path();
    }

    private static Stream<String> variables(Key<?> key) {
        return key.environment().stream()
                .flatMap(name -> key.secret() ? Stream.of(name, name + "_FILE") : Stream.of(name));
    }

    private static Stream<String> passedOn(Key<?> key) {
        return key.environment().stream()
                .filter(name -> !NOT_OF_COMPOSE.contains(name))
                .map(name -> key.secret() && !OPEN_SECRETS.contains(name) ? name + "_FILE" : name);
    }

    private static Set<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
