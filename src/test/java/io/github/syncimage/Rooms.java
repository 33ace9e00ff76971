package io.github.syncimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages below {@code io.github.syncimage} as their sources say, in the order of the alphabet. */
record Rooms(List<Room> all) {
    static final Path SOURCES = Path.of("src/main/java/io/github/syncimage");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*package ");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(code|link)\\s+(?:[a-z]+\\.)*([^}]+)}");
    private static final Pattern SENTENCE = Pattern.compile("(.+?[.])(?: |$)");

    /**
     * @param name below the program's own, {@code copy.plan}; empty for that one
     * @param classes simple names of its files, without {@code package-info}
     * @param sentence the first of its {@code package-info}, in Markdown; empty where there is none
     */
    record Room(String name, List<String> classes, String sentence) {
        String top() {
            return name.replaceAll("\\..*", "");
        }
    }

    static Rooms read() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Map<String, List<Path>> packages = files.filter(
                            file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(
                            file -> SOURCES.relativize(file.getParent())
                                    .toString()
                                    .replace('/', '.'),
                            TreeMap::new,
                            Collectors.toList()));
            return new Rooms(packages.entrySet().stream()
                    .map(entry -> room(entry.getKey(), entry.getValue()))
                    .toList());
        }
    }

    private static Room room(String name, List<Path> files) {
        List<String> classes = files.stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .filter(type -> !type.equals("package-info"))
                .sorted()
                .toList();
        Path info = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
        return new Room(name, classes, Files.exists(info) ? sentence(info) : "");
    }

    private static String sentence(Path info) {
        try {
            String text = COMMENT.matcher(Files.readString(info))
                    .results()
                    .map(comment -> comment.group(1))
                    .findFirst()
                    .orElse("")
                    .replaceAll("\\s*\\n \\* ?", " ")
                    .strip();
            return SENTENCE.matcher(INLINE_TAG.matcher(text).replaceAll("`$2`"))
                    .results()
                    .map(MatchResult::group)
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
