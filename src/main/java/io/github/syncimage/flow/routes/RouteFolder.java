package io.github.syncimage.flow.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that hold routes: one folder, names ending in {@link #ENDING}. */
public record RouteFolder(Path path) {
    /** Camel's own for YAML; other files in the folder are left alone. */
    public static final String ENDING = ".camel.yaml";

    public RouteFolder {
        path = path.toAbsolutePath().normalize();
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
     * The text of each file, in the order of their names.
     *
     * @throws UncheckedIOException when the folder cannot be read
     */
    public Map<Path, String> read() {
        Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(ENDING)).toList()) {
                texts.put(file, Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the routes in " + path, e);
        }
        return texts;
    }

    /** {@code poll-issues} for {@code poll-issues.camel.yaml}. */
    static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }
}
