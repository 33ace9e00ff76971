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
    private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

    private final Patience patience;
    private final RateGate gate;
    private int failed;

    Retry(Patience patience, RateGate gate) {
        this.patience = patience;
        this.gate = gate;
    }

    /** Whether the same request may get another answer later. */
    public static boolean isTemporary(Answer answer) {
        int status = answer.status();
        boolean hidden = status >= 400 && status < 500 && status != 401 && status != 404;
        return TEMPORARY.contains(status) || hidden && answer.isAbout("TOOMANYREQUESTS");
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
    public void after(Call call, IOException trouble) {
        if (Failure.isLasting(trouble) || ++failed >= patience.tries()) {
            throw Failure.of(call, trouble);
        }
        RateGate.sleep(call, patience.pause(failed));
    }

    /** The same after an answer that is no success; closes it. A rate limit makes the whole host wait. */
    public void after(Call call, Answer answer) {
        Instant now = Instant.now();
        boolean last = ++failed >= patience.tries();
        Instant again = now.plus(patience.pause(failed));
        Instant told = RetryAfter.of(answer, now).orElse(again);
        Instant until = told.isAfter(again) ? told : again;
        boolean limited = isLimited(answer);
        boolean tooLong = patience.exceededBy(Duration.between(now, until), call, limited);
        if (limited) {
            gate.close(until);
        }
        try (answer) {
            if (last || tooLong) {
                throw Failure.of(call, answer, limited ? until : null);
            }
        }
        if (!limited) {
            RateGate.sleep(call, Duration.between(now, until));
        }
    }

    private static boolean isLimited(Answer answer) {
        return answer.status() == 429 || answer.isAbout("TOOMANYREQUESTS");
    }
}
