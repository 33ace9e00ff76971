package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link between the pages of the project leads to a file, and to a heading that it has; both READMEs say the same. */
class LinksTest {
    static Stream<Path> pages() throws IOException {
        Stream<Path> below = Stream.of("docs", "bench", "configs", "deploy", "overrides", "routes")
                .map(Path::of)
                .flatMap(LinksTest::files);
        return Stream.concat(Files.list(Path.of("")), below)
                .filter(file -> file.toString().endsWith(".md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadSomewhere(Path page) {
        Path folder = page.toAbsolutePath().getParent();
        assertThat(found("\\]\\((?![a-z]+:)([^)\\s]+)\\)", read(page))).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path file = parts[0].isEmpty() ? page : folder.resolve(parts[0]);
            assertThat(file).exists();
            if (parts.length == 2) {
                assertThat(anchors(file)).as("headings of " + file).contains(parts[1]);
            }
        });
    }

    @Test
    void aNewcomerIsLedThroughARequestAndACopy() {
        String page = read(Path.of("CONTRIBUTING.md"));
        for (String way : List.of("## One request, file by file\n", "## One `copy`, file by file\n")) {
            String steps = page.substring(page.indexOf(way) + way.length()).split("\n## ")[0];
            assertThat(steps.strip().lines()).as(way).hasSizeBetween(5, 15).allMatch(step -> step.contains("]("));
        }
    }

    /** As far as a program can see. */
    @Test
    void theChineseReadmeSaysWhatTheEnglishOneSays() {
        String english = read(Path.of("README.md"));
        String chinese = read(Path.of("README.zh.md"));

        for (String same : List.of(
                "(?m)^(#+) ", // headings
                "(?m)^(\\|).*\\|$", // rows of tables
                // Not the links from each to the other, nor to pictures that are in each one's language.
                "\\]\\((?!README|docs/pictures/(?:answer|page)-)([^)]+)\\)")) {
            assertThat(found(same, chinese)).as(same).isEqualTo(found(same, english));
        }
        assertThat(commands(chinese)).isEqualTo(commands(english));
    }

    /** Without comments and the spaces before those. */
    private static List<String> commands(String page) {
        return found("(?s)```bash\n(.*?)```", page).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceAll("\\s+#.*", ""))
                .toList();
    }

    /** As GitHub makes them: in small letters, without punctuation, a hyphen for a space. */
    private static List<String> anchors(Path page) {
        return found("(?m)^#+ (.*)$", read(page)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> found(String pattern, String page) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
