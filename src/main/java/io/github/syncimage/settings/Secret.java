package io.github.syncimage.settings;

/** A value that is never printed, not even in part. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
