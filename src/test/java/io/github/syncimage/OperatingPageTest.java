package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/operating.md} says that the log shows is what the program writes; … stands for what differs each time. */
class OperatingPageTest {
    private static final String SECTION = "\n## When something is wrong\n";
    /** Names and numbers that differ each time, a key's place holder, and the end of a line. */
    private static final Pattern VARYING = Pattern.compile("…|KEY|/run/secrets/|[0-9]{3,}|: *$");

    @Test
    void everyQuotedLineIsWrittenSomewhere() throws IOException {
        // Texts that go over several lines put together.
        String texts = Stream.of("src/main/java", "routes", "configs/templates")
                .flatMap(OperatingPageTest::read)
                .collect(Collectors.joining("\n"))
                .replaceAll("\"\\s*\\+\\s*\"", "");
        assertThat(quoted()).hasSizeGreaterThan(20).allSatisfy(line -> assertThat(VARYING.splitAsStream(line)
                        .map(part -> part.replaceAll("^[\\s:(]+|[\\s:(]+$", ""))
                        .filter(part -> part.length() > 3))
                .as(line)
                .allMatch(texts::contains));
    }

    /** In the first column of the table, but for what compose prints, and for a command. */
    private static List<String> quoted() throws IOException {
        String page = Files.readString(Path.of("docs/operating.md"));
        return page.substring(page.indexOf(SECTION) + SECTION.length())
                .lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.contains("` from compose |"))
                .map(line -> line.substring(2).split(" \\| ")[0])
                .flatMap(
                        symptom -> Pattern.compile("`([^`]+)`").matcher(symptom).results())
                .map((MatchResult quoted) -> quoted.group(1))
                .filter(line -> !line.startsWith("explain "))
                .toList();
    }

    private static Stream<String> read(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
