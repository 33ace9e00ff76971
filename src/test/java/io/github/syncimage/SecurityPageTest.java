package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} leads from each defence to a test that exists. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("docs/security.md");

    @Test
    void everyTestThatItNamesExists() throws IOException {
        NamedTests named = NamedTests.of(PAGE);
        assertThat(named.all()).hasSizeGreaterThan(40);
        assertThat(named.absent()).isEmpty();
    }

    @Test
    void everyDefenceNamesATest() throws IOException {
        List<String> defences = Files.readString(PAGE)
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
    void everyVulnerabilityThatIsPassedOverStandsInIt() throws IOException {
        List<String> ids = Pattern.compile("id = \"(.+)\"")
                .matcher(Files.readString(Path.of("osv-scanner.toml")))
                .results()
                .map((MatchResult id) -> id.group(1))
                .toList();
        assertThat(ids).isNotEmpty();
        assertThat(Files.readString(PAGE)).contains(ids);
    }
}
