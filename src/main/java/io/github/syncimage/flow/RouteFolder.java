package io.github.syncimage.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that hold routes: one folder and its subfolders, names ending in {@link #ENDING}.
 *
 * @param overrides folders whose files take the place of those of the same name, in whatever subfolder, or come to them; the first wins, and
 *     any may be absent
 */
public record RouteFolder(Path path, List<Path> overrides) {
    /** Files in the folder and in its subfolders; Kubernetes keeps copies of them in hidden ones. */
    private static final int DEEPEST = 2;

    /** Camel's own for YAML; other files in the folder are left alone. */
    public static final String ENDING = ".camel.yaml";

    public RouteFolder {
        path = path.toAbsolutePath().normalize();
        overrides = overrides.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
    }

    /**
     * For {@code camel.main.routesIncludePattern}: every file by its name, because Camel follows no symbolic link where
     * it looks for files itself, and operators put whole folders in place by one.
     *
     * @throws UncheckedIOException when the folder cannot be read
     */
    public String pattern() {
        return read().keySet().stream().map(file -> "file:" + file).collect(Collectors.joining(","));
    }

    /**
     * The text of each file, in the order of their paths.
     *
     * @throws UncheckedIOException when the folder cannot be read
     */
    public Map<Path, String> read() {
        Map<Path, String> texts = new TreeMap<>();
        Set<String> replaced = new HashSet<>();
        for (Path folder : folders()) {
            List<Path> files = files(folder);
            files.stream().filter(file -> !replaced.contains(name(file))).forEach(file -> texts.put(file, text(file)));
            files.forEach(file -> replaced.add(name(file)));
        }
        return texts;
    }

    private List<Path> folders() {
        return Stream.concat(overrides.stream().filter(Files::isDirectory), Stream.of(path))
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .filter(file -> !folder.relativize(file).toString().startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, e.getCause());
        }
    }

    private static UncheckedIOException unreadable(Path folder, IOException reason) {
        return new UncheckedIOException("could not read the routes in " + folder, reason);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file, e);
        }
    }

    /** In which folder below this one a file lies: {@code github}; empty for one that lies here. */
    public String below(Path file) {
        return Stream.concat(overrides.stream(), Stream.of(path))
                .filter(file::startsWith)
                .map(folder -> folder.relativize(file.getParent()).toString())
                .findFirst()
                .orElse("");
    }

    /** {@code poll-issues} for {@code poll-issues.camel.yaml}. */
    static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }
}
