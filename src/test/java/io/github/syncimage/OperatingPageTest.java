package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/operating.md} says that the log shows is what the program writes. In the page, … stands for what differs
 * each time.
 */
class OperatingPageTest {
    private static final String SECTION = "\n## When something is wrong\n";
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** Names and numbers that differ each time, a key's place holder, and the end of a line. */
    private static final Pattern VARYING = Pattern.compile("…|KEY|/run/secrets/|[0-9]{3,}|: *$");

    /** A text that is filled in: {@code "{} limits its {}: none before {}"}. */
    private static final Pattern FILLED_IN = Pattern.compile("\"([^\"\\n]*\\{}[^\"\\n]*)\"");

    @Test
    void everyQuotedLineIsWrittenSomewhere() throws IOException {
        String texts = texts();
        List<Pattern> filledIn = FILLED_IN
                .matcher(texts)
                .results()
                .map(text -> text.group(1))
                .filter(text -> text.replace("{}", "").length() > 12)
                .map(text -> Pattern.compile("\\Q" + text.replace("{}", "\\E.*\\Q") + "\\E"))
                .toList();
        List<String> lines = symptoms().stream()
                .flatMap(symptom -> QUOTED.matcher(symptom).results())
                .map((MatchResult quoted) -> quoted.group(1))
                .filter(line -> !line.startsWith("explain "))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(20)
                .allMatch(line ->
                        filledIn.stream().anyMatch(text -> text.matcher(line).find()) || isPlain(line, texts));
    }

    private static boolean isPlain(String line, String texts) {
        return VARYING.splitAsStream(line)
                .map(part -> part.replaceAll("^[\\s:(]+|[\\s:(]+$", ""))
                .filter(part -> part.length() > 3)
                .allMatch(texts::contains);
    }

    /** The first column of the table, without what others print: compose, and GitHub's page. */
    private static List<String> symptoms() throws IOException {
        String page = Files.readString(Path.of("docs/operating.md"));
        return page.substring(page.indexOf(SECTION) + SECTION.length())
                .lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| ") && !line.contains("` from compose |"))
                .map(line -> line.substring(2).split(" \\| ")[0])
                .toList();
    }

    /** The sources and the words of the templates, with texts that go over several lines put together. */
    private static String texts() throws IOException {
        try (Stream<Path> files =
                Stream.of("src/main/java", "routes", "configs/templates").flatMap(folder -> walk(Path.of(folder)))) {
            return files.filter(Files::isRegularFile)
                    .map(OperatingPageTest::read)
                    .collect(Collectors.joining("\n"))
                    .replaceAll("\"\\s*\\+\\s*\"", "");
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
