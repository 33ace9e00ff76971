package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/testing.md} and {@code docs/security.md} lead to tests that exist: {@code copy/CopyIT}, or {@code
 * copy/CopyIT.aMethod}.
 */
class TestingPageTest {
    private static final Pattern NAMED =
            Pattern.compile("`([a-z/]*[A-Z][A-Za-z0-9]+(?:Test|IT|Contract|Runs))(?:\\.([a-z][A-Za-z0-9]*))?`");
    private static final Path SECURITY = Path.of("docs/security.md");

    @ParameterizedTest
    @CsvSource({"testing.md, 100", "security.md, 40"})
    void everyTestThatItNamesExists(String page, int atLeast) {
        List<MatchResult> named =
                NAMED.matcher(read(Path.of("docs", page))).results().toList();
        assertThat(named).hasSizeGreaterThan(atLeast);
        assertThat(named)
                .filteredOn(test -> !exists(test.group(1), test.group(2)))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    private static boolean exists(String test, String method) {
        Path file = Path.of("src/test/java/io/github/syncimage", test + ".java");
        return Files.exists(file) && (method == null || read(file).contains("void " + method + "("));
    }

    @Test
    void everyDefenceNamesATest() {
        List<String> defences = read(SECURITY)
                .lines()
                .filter(line -> line.startsWith("| ") && line.split(" \\| ").length == 3)
                .filter(line -> !line.startsWith("| what they try") && !line.startsWith("| ---"))
                .takeWhile(line -> !line.startsWith("| a library"))
                .toList();
        assertThat(defences)
                .hasSizeGreaterThan(20)
                .allMatch(line -> line.matches(".*`[A-Za-z/]+(Test|IT)[.A-Za-z]*`.*"));
    }

    /** What the scanner passes over is told with its reason. */
    @Test
    void everyVulnerabilityThatIsPassedOverStandsInThePage() {
        List<String> ids = Pattern.compile("id = \"(.+)\"")
                .matcher(read(Path.of("osv-scanner.toml")))
                .results()
                .map(id -> id.group(1))
                .toList();
        assertThat(ids).isNotEmpty();
        assertThat(read(SECURITY)).contains(ids);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
