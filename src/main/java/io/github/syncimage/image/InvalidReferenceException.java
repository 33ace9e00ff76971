package io.github.syncimage.image;

/** A text is no image name, digest or platform; the message says which rule it breaks, in one line. */
public class InvalidReferenceException extends IllegalArgumentException {
    public InvalidReferenceException(String message) {
        super(message);
    }
}
