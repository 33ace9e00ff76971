package io.github.syncimage.naming;

/** A target name that its registry would refuse; the message says which rule it breaks, in one line. */
public final class InvalidTargetException extends IllegalArgumentException {
    InvalidTargetException(String message) {
        super(message);
    }
}
