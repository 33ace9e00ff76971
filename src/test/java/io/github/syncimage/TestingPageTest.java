package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/testing.md} leads to tests that exist. */
class TestingPageTest {
    private static final Path TESTS = Path.of("src/test/java/io/github/syncimage");
    /** {@code copy/CopyIT}, or {@code copy/CopyIT.aMethod}. */
    private static final Pattern NAMED =
            Pattern.compile("`([a-z/]*[A-Z][A-Za-z0-9]+(?:Test|IT|Contract))(?:\\.([a-z][A-Za-z0-9]*))?`");

    @Test
    void everyTestThatItNamesExists() throws IOException {
        String page = Files.readString(Path.of("docs/testing.md"));
        List<MatchResult> named = NAMED.matcher(page).results().toList();
        List<String> absent = new ArrayList<>();
        for (MatchResult test : named) {
            Path file = TESTS.resolve(test.group(1) + ".java");
            if (!Files.exists(file)
                    || test.group(2) != null && !Files.readString(file).contains("void " + test.group(2) + "(")) {
                absent.add(test.group());
            }
        }
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(absent).isEmpty();
    }
}
