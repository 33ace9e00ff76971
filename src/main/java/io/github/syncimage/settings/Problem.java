package io.github.syncimage.settings;

import io.github.syncimage.text.OneLine;

/**
 * One thing that is wrong with the configuration.
 *
 * @param source where it was given: {@code configs/config.yaml:12}, {@code environment GITHUB_TOKEN}, {@code command line}
 * @param key the key's path, or null where the trouble is not with one key
 * @param message what is wrong, in one line, never a secret's value
 */
public record Problem(String source, String key, String message) {
    /** Enough to recognise a value by. */
    private static final int LONGEST_EXCERPT = 80;

    /** A line that begins with its file: {@code configs/templates/zh/failed.mustache:3: what is wrong}. */
    public static Problem ofFile(String line) {
        String[] parts = line.split(": ", 2);
        return parts.length == 2 ? new Problem(parts[0], null, parts[1]) : new Problem("configuration", null, line);
    }

    /** A foreign text inside a message: short, and without control characters. */
    static String excerpt(String text) {
        return OneLine.of(text, LONGEST_EXCERPT);
    }

    /** The line that the operator reads: {@code source: key: message}. */
    @Override
    public String toString() {
        return source + ": " + (key == null ? "" : key + ": ") + message;
    }
}
