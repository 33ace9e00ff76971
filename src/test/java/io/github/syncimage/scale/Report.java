package io.github.syncimage.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Lines of a table in {@code target/chaos.md}: what happened, what was seen, how long all of it took. */
final class Report {
    private static final Path FILE = Path.of("target/chaos.md");

    private final long began = System.nanoTime();

    void line(String what, String seen) throws IOException {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        Files.writeString(
                FILE,
                "| " + what + " | " + seen + " | " + seconds + " s |\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
