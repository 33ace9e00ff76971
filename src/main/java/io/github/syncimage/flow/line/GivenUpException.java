package io.github.syncimage.flow.line;

/** The run is not tried once more: daemons have ended in the middle of it too often. */
public final class GivenUpException extends RuntimeException {
    GivenUpException(int deaths) {
        super("the program ended in the middle of it, " + deaths + " times");
    }
}
