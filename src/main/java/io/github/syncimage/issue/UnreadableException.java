package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;

/** A word that should be an image can't be read as one. */
final class UnreadableException extends Exception {
    private final Reason reason;
    private final transient ImageReference suggestion;

    UnreadableException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** @param suggestion the image that may be meant, or null */
    UnreadableException(Reason reason, String message, ImageReference suggestion) {
        super(message);
        this.reason = reason;
        this.suggestion = suggestion;
    }

    Reason reason() {
        return reason;
    }

    ImageReference suggestion() {
        return suggestion;
    }
}
