package io.github.syncimage.flow;

import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Further Camel components in jars of an operator's. They see the program's classes, which come first. */
public final class Extensions {
    private Extensions() {}

    /** For as long as the program runs: routes may load another class at any time. */
    public static ClassLoader loader(List<Path> jars) {
        ClassLoader own = Extensions.class.getClassLoader();
        return jars.isEmpty()
                ? own
                : new URLClassLoader(jars.stream().map(Extensions::url).toArray(URL[]::new), own);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException("every path is a URL", e);
        }
    }
}
