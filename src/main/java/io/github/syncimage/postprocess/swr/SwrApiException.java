package io.github.syncimage.postprocess.swr;

import java.time.Duration;

/** The management API did not do what it was asked; the message is one line with the status and the API's error code. */
final class SwrApiException extends RuntimeException {
    private final int status;
    private final boolean temporary;
    private final Duration retryAfter;

    /**
     * @param status of HTTP, 0 where no answer came
     * @param temporary whether the same call may go through later
     * @param retryAfter how long the API wants to be left alone, or null where it does not say
     */
    SwrApiException(int status, String message, boolean temporary, Duration retryAfter) {
        super(message);
        this.status = status;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    boolean temporary() {
        return temporary;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
