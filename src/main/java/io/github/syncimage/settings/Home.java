package io.github.syncimage.settings;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder that holds {@code routes/} and {@code configs/}; relative paths in the configuration start here, so that
 * the daemon and a command run elsewhere share one database.
 */
public record Home(Path folder) {
    private static final String VARIABLE = "SYNC_IMAGE_HOME";

    /**
     * Takes {@code SYNC_IMAGE_HOME}, or the working directory if it has {@code routes/}, or the folder above the jar's
     * that has them, or else the working directory.
     */
    public static Home find(Map<String, String> environment) {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isBlank()) {
            return new Home(Path.of(given));
        }
        Path here = Path.of("");
        return Stream.concat(Stream.of(here), aroundJar())
                .filter(folder -> Files.isDirectory(folder.resolve("routes")))
                .findFirst()
                .map(Home::new)
                .orElse(new Home(here));
    }

    /** Where the jar lies, and the folder above it: {@code target/sync-image.jar} of a checkout. */
    private static Stream<Path> aroundJar() {
        try {
            Path jar = Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.iterate(jar.getParent(), folder -> folder != null, Path::getParent)
                    .limit(2);
        } catch (URISyntaxException | RuntimeException unknownPlace) {
            return Stream.empty();
        }
    }

    public Path routes() {
        return folder.resolve("routes");
    }

    public Path configs() {
        return folder.resolve("configs");
    }

    /** A path of the configuration: as it is where absolute, else below this folder. */
    public Path resolve(Path path) {
        return folder.resolve(path);
    }
}
