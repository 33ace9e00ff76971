package io.github.syncimage.settings;

/**
 * A value as it was given, not read yet.
 *
 * @param path of the key: {@code github.token}
 * @param text stripped; empty only for a rule's prefix and for an unknown key
 * @param source as in {@link Problem}
 * @param list whether it was written as a YAML list; its items are then separated by commas
 */
public record Entry(String path, String text, String source, boolean list) {
    public Entry(String path, String text, String source) {
        this(path, text, source, false);
    }

    /** May be long: it holds a secret's text, so it is never printed. */
    @Override
    public String toString() {
        return path + " (" + source + ")";
    }
}
