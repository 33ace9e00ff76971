package io.github.syncimage.registry.http;

import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Counts the tries of one call and waits between them. This is the only place of the program that repeats a request to
 * a registry; callers above would multiply its tries.
 */
public final class Retry {
    /**
     * Beside those of HTTP: 499 (nginx and load balancers that gave up waiting), 520 to 524 (Cloudflare did not get an
     * answer from what is behind it), 598 (proxies that timed out).
     *
     * @see <a href="https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/">
     *     Cloudflare's</a>
     */
    private static final Set<Integer> TEMPORARY =
            Set.of(408, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 598);

    private final Patience patience;
    private final RateGates gates;
    private int failed;

    Retry(Patience patience, RateGates gates) {
        this.patience = patience;
        this.gates = gates;
    }

    static boolean isTemporary(int status) {
        return TEMPORARY.contains(status);
    }

    /** Whether the same request may get another answer later. */
    public static boolean isTemporary(RegistryResponse answer) {
        int status = answer.status();
        boolean hidden = status >= 400 && status < 500 && status != 401 && status != 404;
        return isTemporary(status) || hidden && answer.isAbout("TOOMANYREQUESTS");
    }

    /** Something went forward since the last trouble: it does not count any more. */
    public void progressed() {
        failed = 0;
    }

    /**
     * Waits before another try.
     *
     * @throws RegistryException when there is none left, or none would help
     */
    public void after(RegistryRequest call, IOException trouble) {
        if (Failure.isLasting(trouble) || ++failed >= patience.tries()) {
            throw Failure.of(call, trouble);
        }
        RateGates.sleep(call, patience.pause(failed));
    }

    /** The same after an answer that is no success; closes it. A rate limit makes all calls of its kind wait. */
    public void after(RegistryRequest call, RegistryResponse answer) {
        Instant now = Instant.now();
        boolean last = ++failed >= patience.tries();
        Instant again = now.plus(patience.pause(failed));
        Instant told = RetryAfter.of(answer, now).orElse(again);
        Instant until = told.isAfter(again) ? told : again;
        boolean limited = isLimited(answer);
        boolean tooLong = patience.exceededBy(Duration.between(now, until), call, limited);
        if (limited) {
            gates.close(call, until);
        }
        try (answer) {
            if (last || tooLong) {
                throw Failure.of(call, answer, limited ? until : null);
            }
        }
        if (!limited) {
            RateGates.sleep(call, Duration.between(now, until));
        }
    }

    private static boolean isLimited(RegistryResponse answer) {
        return answer.status() == 429 || answer.isAbout("TOOMANYREQUESTS");
    }
}
