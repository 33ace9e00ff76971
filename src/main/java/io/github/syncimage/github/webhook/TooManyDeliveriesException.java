package io.github.syncimage.github.webhook;

/** More is waiting to be looked at than a burst of requests explains. */
public final class TooManyDeliveriesException extends IllegalStateException {
    TooManyDeliveriesException() {
        super("too many issues wait to be looked at");
    }
}
