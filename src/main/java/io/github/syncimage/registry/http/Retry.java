package io.github.syncimage.registry.http;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Cancellation.Registration;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Counts the tries of one call and waits between them. This is the only place of the program that repeats a request to
 * a registry; callers above would multiply its tries.
 */
public final class Retry {
    private final Patience patience;
    private final RateGates gates;
    private int failed;

    public Retry(Patience patience, RateGates gates) {
        this.patience = patience;
        this.gates = gates;
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
        if (RequestFailure.isLasting(trouble) || ++failed >= patience.tries()) {
            throw RequestFailure.of(call, trouble);
        }
        pause(call, patience.pause(failed));
    }

    /** The same after an answer that is no success; closes it. A rate limit makes all calls of its kind wait. */
    public void after(RegistryRequest call, RegistryResponse answer) {
        Instant now = Instant.now();
        boolean last = ++failed >= patience.tries();
        Instant again = now.plus(patience.pause(failed));
        Instant told = RetryAfter.of(answer, now).orElse(again);
        Instant until = told.isAfter(again) ? told : again;
        boolean limited = answer.isRateLimited();
        boolean tooLong = patience.exceededBy(Duration.between(now, until), call.kind(), limited);
        if (limited) {
            gates.close(call, until);
        }
        try (answer) {
            if (last || tooLong) {
                throw RequestFailure.of(call, answer, limited ? until : null);
            }
        }
        if (!limited) {
            pause(call, Duration.between(now, until));
        }
    }

    /** It is work, or who breaks connections again and again could keep an image at work for ever. */
    private static void pause(RegistryRequest call, Duration time) {
        try (Registration work = Cancellation.onCancel(() -> {})) {
            RateGates.sleep(call, time);
        }
    }
}
