package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Chinese README says what the English one says, as far as a program can see. */
class ReadmesTest {
    private static final String ENGLISH = read("README.md");
    private static final String CHINESE = read("README.zh.md");

    @Test
    void theyHaveTheSameHeadings() {
        assertThat(levels(CHINESE)).isEqualTo(levels(ENGLISH));
    }

    @Test
    void theirTablesHaveTheSameRows() {
        assertThat(found("(?m)^\\|.*\\|$", CHINESE)).hasSameSizeAs(found("(?m)^\\|.*\\|$", ENGLISH));
    }

    @Test
    void theyLeadToTheSamePagesInTheSameOrder() {
        assertThat(links(CHINESE)).isEqualTo(links(ENGLISH));
    }

    @Test
    void theyGiveTheSameCommands() {
        assertThat(commands(CHINESE)).isEqualTo(commands(ENGLISH));
    }

    private static List<Integer> levels(String page) {
        return found("(?m)^#+ ", page).stream().map(String::length).toList();
    }

    /** Not those from each to the other, nor the pictures of the answer and the page, which are in each one's language. */
    private static List<String> links(String page) {
        return found("\\]\\(([^)]+)\\)", page).stream()
                .map(link -> link.substring(2, link.length() - 1))
                .filter(link -> !link.matches("README\\S*|docs/pictures/(answer|page)-.*"))
                .toList();
    }

    /** In their blocks, without comments and the spaces before those. */
    private static List<String> commands(String page) {
        return found("(?s)```bash\n.*?```", page).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceAll("\\s+#.*", ""))
                .toList();
    }

    private static List<String> found(String pattern, String page) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(found -> found.group())
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
