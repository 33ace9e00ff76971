package io.github.syncimage.postprocess.swr;

import java.time.Duration;

/** The management API did not do what it was asked; the message is one line with the status and the API's error code. */
public final class SwrApiException extends RuntimeException {
    private final int status;
    private final String code;
    private final boolean temporary;
    private final Duration retryAfter;

    /**
     * @param status of HTTP, 0 where no answer came
     * @param code the API's error code ({@code SVCSTG.SWR.4030000}), maybe empty
     * @param temporary whether the same call may go through later
     * @param retryAfter how long the API wants to be left alone, or null where it does not say
     */
    SwrApiException(int status, String code, String message, boolean temporary, Duration retryAfter) {
        super(message);
        this.status = status;
        this.code = code;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public boolean temporary() {
        return temporary;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
