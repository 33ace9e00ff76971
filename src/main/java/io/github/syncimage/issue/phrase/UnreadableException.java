package io.github.syncimage.issue.phrase;

/** A word that should be an image can't be read as one. */
final class UnreadableException extends Exception {
    private final Reason reason;

    UnreadableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
