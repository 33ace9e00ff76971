package io.github.syncimage.postprocess.swr;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long the management API is waited for, and how often a call is tried while its trouble is temporary. The registry
 * client's retry does not reach these calls, which are the SDK's; all of them may be repeated without harm.
 *
 * @param connectSeconds for a connection to open
 * @param readSeconds between two bytes of an answer
 * @param tries of one call, the first one counted
 * @param firstPause before the second try; doubled before each that follows
 */
public record SwrRetry(int connectSeconds, int readSeconds, int tries, Duration firstPause) {
    /**
     * The SDK's own 60 s and 120 s are too long for the detail of an answer that somebody waits for, and these calls
     * change one row of a database. Four tries with pauses of 1, 2 and 4 s outlive the restart of a gateway, and not a
     * longer outage.
     */
    public static final SwrRetry NORMAL = new SwrRetry(10, 30, 4, Duration.ofSeconds(1));

    /** A longer wait than this would hold back the answer on the issue for a detail of it. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** @throws SwrApiException of the last try */
    <T> T call(Supplier<T> what) {
        BackOff pauses = new BackOff(firstPause, LONGEST_PAUSE);
        for (int failed = 0; ; failed++) {
            try {
                return what.get();
            } catch (SwrApiException e) {
                Duration wait = e.retryAfter() != null ? e.retryAfter() : pauses.pause(failed);
                boolean last = failed + 1 == tries;
                if (!e.temporary() || last || wait.compareTo(LONGEST_PAUSE) > 0 || !DaemonThreads.slept(wait)) {
                    throw e;
                }
            }
        }
    }
}
