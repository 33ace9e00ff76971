package io.github.syncimage.registry.http;

import io.github.syncimage.registry.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Where all requests to one host wait together while it takes none. */
final class RateGate {
    private final AtomicReference<Instant> opens = new AtomicReference<>(Instant.EPOCH);
    private final Patience patience;

    RateGate(Patience patience) {
        this.patience = patience;
    }

    /** Takes nothing before that time, or before a later one that is known already. */
    void close(Instant until) {
        opens.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
    }

    /**
     * Returns when the host takes requests.
     *
     * @throws RegistryException of kind RATE_LIMITED, with the time, when that is too long to wait for
     */
    void await(Call call) {
        Duration wait;
        while ((wait = Duration.between(Instant.now(), opens.get())).compareTo(Duration.ZERO) > 0) {
            if (patience.exceededBy(wait, call, true)) {
                throw limited(call, opens.get());
            }
            sleep(call, wait);
        }
    }

    private static RegistryException limited(Call call, Instant until) {
        String detail = call.repository().host() + " takes no more requests until " + until;
        return new RegistryException(
                RegistryException.Kind.RATE_LIMITED,
                call.action(),
                call.target(),
                429,
                List.of("TOOMANYREQUESTS"),
                detail,
                until,
                null);
    }

    /** Waits, for as long as nobody interrupts. */
    static void sleep(Call call, Duration time) {
        try {
            // A millisecond more than asked, so that a loop on the time does not turn once for nothing.
            Thread.sleep(time.toMillis() + 1);
        } catch (InterruptedException e) {
            throw Failure.interrupted(call, e);
        }
    }
}
