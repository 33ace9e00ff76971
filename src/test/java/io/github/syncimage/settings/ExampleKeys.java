package io.github.syncimage.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths that a commented YAML file spells, also those without a value: by indentation, not by a YAML parser. */
final class ExampleKeys {
    private static final Pattern LINE = Pattern.compile("( *)([a-z_.]+):(.*)");

    private ExampleKeys() {}

    /** The leaves in the file's order. */
    static List<String> read(Path file) {
        List<String> paths = new ArrayList<>();
        Deque<String> sections = new ArrayDeque<>();
        List<String> lines = lines(file);
        for (int at = 0; at < lines.size(); at++) {
            Matcher line = LINE.matcher(lines.get(at));
            if (!line.matches()) {
                continue;
            }
            int depth = line.group(1).length() / 2;
            while (sections.size() > depth) {
                sections.removeLast();
            }
            sections.addLast(line.group(2));
            if (isLeaf(lines, at, line.group(1).length())) {
                paths.add(String.join(".", sections));
            }
        }
        return paths;
    }

    private static boolean isLeaf(List<String> lines, int at, int indent) {
        return lines.stream()
                .skip(at + 1)
                .filter(next -> !next.isBlank() && !next.strip().startsWith("#"))
                .findFirst()
                .map(next -> next.length() - next.stripLeading().length() <= indent)
                .orElse(true);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
