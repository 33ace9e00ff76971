package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link between the pages of the project leads to a file, and to a heading that it has. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static Stream<Path> pages() throws IOException {
        List<Path> folders = Stream.of("docs", "bench", "configs", "deploy", "overrides")
                .map(Path::of)
                .toList();
        Stream<Path> below = folders.stream().filter(Files::isDirectory).flatMap(LinksTest::files);
        return Stream.concat(Files.list(Path.of("")), below)
                .filter(file -> file.toString().endsWith(".md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadSomewhere(Path page) throws IOException {
        Path folder = page.toAbsolutePath().getParent();
        assertThat(links(page)).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path file = parts[0].isEmpty() ? page : folder.resolve(parts[0]);
            assertThat(file).exists();
            if (parts.length == 2) {
                assertThat(anchors(file)).as("headings of " + file).contains(parts[1]);
            }
        });
    }

    @Test
    void aNewcomerIsLedThroughARequestAndACopy() throws IOException {
        String page = Files.readString(Path.of("CONTRIBUTING.md"));
        for (String way : List.of("## One request, file by file\n", "## One `copy`, file by file\n")) {
            String steps = page.substring(page.indexOf(way) + way.length()).split("\n## ")[0];
            assertThat(steps.strip().lines()).as(way).hasSizeBetween(5, 15).allMatch(step -> step.contains("]("));
        }
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** As GitHub makes them: in small letters, without punctuation, a hyphen for a space. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
