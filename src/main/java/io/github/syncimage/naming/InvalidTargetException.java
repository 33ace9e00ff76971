package io.github.syncimage.naming;

import io.github.syncimage.image.InvalidReferenceException;

/** A target name that its registry would refuse; the message says which rule it breaks, in one line. */
public final class InvalidTargetException extends InvalidReferenceException {
    InvalidTargetException(String message) {
        super(message);
    }
}
