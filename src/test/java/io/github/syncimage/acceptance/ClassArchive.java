package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The archive of classes beside the built jar, as {@code make build} makes it: what starts with it needs half the processor
 * time until it works. Whoever needs it first makes it, once for a build, whichever Java machine the tests run in.
 */
public final class ClassArchive {
    static final Path JAR = Path.of("target/sync-image.jar").toAbsolutePath();
    private static final Path ARCHIVE = JAR.resolveSibling("sync-image.jsa");
    private static boolean there;

    private ClassArchive() {}

    /** By which a Java machine uses it. */
    static List<String> options() throws IOException {
        makeOnce();
        return List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xshare:auto", "-Xlog:cds*=off");
    }

    /** For {@code bin/sync-image}, which uses it where it is there. */
    public static synchronized void makeOnce() throws IOException {
        if (there) {
            return;
        }
        // Tests run in several Java machines: the others wait for it at the jar.
        try (FileChannel jar = FileChannel.open(JAR, StandardOpenOption.WRITE);
                FileLock alone = jar.lock()) {
            assertThat(alone.isValid()).isTrue();
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
                make();
            }
        }
        there = true;
    }

    private static void make() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("scripts/class-data.sh", JAR.toString()).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            assertThat(builder.start().waitFor()).as("scripts/class-data.sh").isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
