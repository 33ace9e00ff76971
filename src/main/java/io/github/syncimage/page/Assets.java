package io.github.syncimage.page;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of the page, which lie beside this class in the jar: read once, and served from memory. */
public final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "yaml", "text/yaml; charset=utf-8",
            "svg", "image/svg+xml");

    private static final String OPERATORS = "operator";

    private Assets() {}

    /** Reads those of the page that everybody may see, by their paths: {@code index.html}. */
    public static Map<String, Document> read() {
        Map<String, Document> files = all();
        files.keySet().removeIf(path -> path.startsWith(OPERATORS));
        return files;
    }

    /** Reads those of the operator's view, which has an index of its own. */
    public static Map<String, Document> ofOperators() {
        Map<String, Document> files = all();
        files.put("index.html", files.get(OPERATORS + ".html"));
        return files;
    }

    private static Map<String, Document> all() {
        // The folder itself may be there twice: tests have one of that name, too.
        URL here = Assets.class.getResource("Assets.class");
        try {
            if (!here.getProtocol().equals("jar")) {
                return below(Path.of(here.toURI()).getParent());
            }
            String[] parts = here.toString().substring("jar:".length()).split("!", 2);
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0])))) {
                return below(jar.getPath(parts[1]).getParent());
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("could not read the files of the page", e);
        }
    }

    private static Map<String, Document> below(Path folder) throws IOException {
        Map<String, Document> assets = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String path = folder.relativize(file).toString();
                String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
                if (type != null) {
                    assets.put(path, Document.of(type, Document.REVALIDATE, Files.readAllBytes(file)));
                }
            }
        }
        return assets;
    }
}
