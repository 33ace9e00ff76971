package io.github.syncimage.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells what the build wrote into the jar's manifest and into {@code build.properties}. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {line(Version.class.getPackage().getImplementationVersion(), build())};
    }

    /**
     * {@code sync-image 1.0.0 (13d87e6a2b1c, 2026-11-25)}.
     *
     * @param version null where the classes don't come from the jar
     * @param build commit and its day; what Maven could not fill in still stands there as a placeholder
     */
    static String line(String version, Properties build) {
        String line = "sync-image " + (version == null ? "development" : version);
        String commit = build.getProperty("commit", "$");
        return commit.startsWith("$") ? line : line + " (" + commit + ", " + build.getProperty("date") + ")";
    }

    private static Properties build() {
        Properties build = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
            build.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read build.properties", e);
        }
        return build;
    }
}
