package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What routes/ promises to those who edit it. */
class RoutesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final String ENDING = ".camel.yaml";
    /** One screen; a longer route does two things. */
    private static final int MOST_LINES = 60;
    /** Steps that leave the route, or that decide; a test replaces them by their ids. */
    private static final Set<String> NAMED_STEPS =
            Set.of("to", "toD", "bean", "enrich", "split", "loop", "multicast", "choice", "log", "wireTap");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("README.md"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void holdsOneRouteNamedLikeItsFileThatSaysWhatItDoes(Path file) {
        assertThat(file.toString()).endsWith(ENDING);
        List<Map<String, Object>> documents = read(file);
        if (name(file).equals("errors")) {
            assertThat(documents).allSatisfy(document -> assertThat(document).containsOnlyKeys("routeConfiguration"));
            return;
        }
        assertThat(documents).singleElement().satisfies(document -> assertThat(document)
                .containsOnlyKeys("route"));
        Map<String, Object> route = map(documents.get(0).get("route"));
        assertThat(route).containsEntry("id", name(file)).containsKey("description");
        assertThat(route.get("description").toString()).endsWith(".").hasSizeGreaterThan(30);
        assertThat(route)
                .satisfiesAnyOf(one -> assertThat(one).containsKey("routeConfigurationId"), one -> assertThat(one)
                        .containsKey("errorHandler"));
        String from = map(route.get("from")).get("uri").toString();
        assertThat(from)
                .satisfiesAnyOf(
                        uri -> assertThat(uri).isEqualTo("direct:" + name(file)),
                        uri -> assertThat(uri).isEqualTo("timer:" + name(file)),
                        uri -> assertThat(uri).isEqualTo("seda:" + name(file)),
                        uri -> assertThat(uri).startsWith("platform-http:"),
                        uri -> assertThat(uri).startsWith("{{"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void staysOnOneScreenAndBeginsWithWhoCallsIt(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(lines.get(0)).startsWith("# ");
    }

    @Test
    void givesEachStepThatLeavesOrDecidesAnIdOfItsOwn() throws IOException {
        Set<String> ids = new HashSet<>();
        files().filter(file -> !name(file).equals("errors"))
                .forEach(file -> read(file).forEach(document -> collect(document, file, ids)));
        assertThat(ids).hasSizeGreaterThan(30);
    }

    private static void collect(Object node, Path file, Set<String> ids) {
        if (node instanceof List<?> list) {
            list.forEach(element -> collect(element, file, ids));
        }
        if (node instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> {
                if (NAMED_STEPS.contains(name)) {
                    Object id = map(value).get("id");
                    assertThat(id).as("id of %s in %s: %s", name, file, value).isNotNull();
                    assertThat(ids.add(id.toString()))
                            .as("id %s in %s is used once", id, file)
                            .isTrue();
                }
                collect(value, file, ids);
            });
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(ENDING, "");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> read(Path file) {
        try {
            return (List<Map<String, Object>>)
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
