package io.github.syncimage.flow.mirror;

import io.github.syncimage.report.Outcome;

/** The image is not copied now; what becomes of it is said. */
final class NotNowException extends RuntimeException {
    private final transient Outcome outcome;

    NotNowException(Outcome outcome) {
        super("no room in a day's quota or among the large ones, or nobody knows");
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
