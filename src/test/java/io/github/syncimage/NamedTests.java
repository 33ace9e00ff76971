package io.github.syncimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The tests that a page of {@code docs/} names: {@code copy/CopyIT}, or {@code copy/CopyIT.aMethod}.
 *
 * @param all as they stand in the page
 * @param absent those that do not exist
 */
record NamedTests(List<String> all, List<String> absent) {
    private static final Path TESTS = Path.of("src/test/java/io/github/syncimage");
    private static final Pattern NAMED =
            Pattern.compile("`([a-z/]*[A-Z][A-Za-z0-9]+(?:Test|IT|Contract))(?:\\.([a-z][A-Za-z0-9]*))?`");

    static NamedTests of(Path page) throws IOException {
        List<String> all = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (MatchResult test : NAMED.matcher(Files.readString(page)).results().toList()) {
            all.add(test.group());
            if (!exists(test.group(1), test.group(2))) {
                absent.add(test.group());
            }
        }
        return new NamedTests(all, absent);
    }

    private static boolean exists(String test, String method) throws IOException {
        Path file = TESTS.resolve(test + ".java");
        return Files.exists(file) && (method == null || Files.readString(file).contains("void " + method + "("));
    }
}
