package io.github.syncimage.page;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands at which path. Nothing is looked up in a file system: a path that was not put here is not there. */
public final class Site {
    private static final String INDEX = "index.html";

    private final Map<String, Resource> resources = new HashMap<>();
    private final TreeMap<String, Resource> folders = new TreeMap<>();

    /** @param path without the slash at its beginning */
    public Site put(String path, Resource resource) {
        resources.put(path, resource);
        return this;
    }

    /** The same document for everybody. */
    public Site put(String path, Document document) {
        return put(path, request -> document);
    }

    /** @param prefix with a slash at its end: every path that begins with it, and has no resource of its own */
    public Site putBelow(String prefix, Resource resource) {
        folders.put(prefix, resource);
        return this;
    }

    /** @param path without the slash at its beginning; the empty one is the index's */
    public Optional<Resource> find(String path) {
        Resource resource = resources.get(path.isEmpty() ? INDEX : path);
        return resource != null
                ? Optional.of(resource)
                : folders.descendingMap().entrySet().stream()
                        .filter(folder -> path.startsWith(folder.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }
}
