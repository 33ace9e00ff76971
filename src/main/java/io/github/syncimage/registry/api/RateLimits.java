package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests to one host waiting together while it takes none of their kind. A quota often counts one kind only
 * (Docker Hub's counts manifests), so others go on; once a second kind is refused while one waits, the limit is taken
 * for one of the whole address (Docker Hub's abuse limit), and all kinds wait but requests for tokens.
 *
 * @see <a href="https://docs.docker.com/docker-hub/usage/">Docker Hub's two limits</a>
 */
final class RateLimits {
    /** Shorter waits are everyday business. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(10);

    /** Other processes learn of it within two seconds. */
    private static final Duration WORTH_SHARING = Duration.ofSeconds(2);

    /** Token services are other servers, with limits of their own. */
    private static final Set<RegistryRequest.Kind> OF_THE_REGISTRY =
            EnumSet.complementOf(EnumSet.of(RegistryRequest.Kind.TOKEN));

    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);

    private final Patience patience;
    private final Map<RegistryRequest.Kind, Limit> limits = new EnumMap<>(RegistryRequest.Kind.class);
    private final AtomicInteger waiting = new AtomicInteger();

    RateLimits(Patience patience, Function<RegistryRequest.Kind, Limit> limits) {
        this.patience = patience;
        for (RegistryRequest.Kind kind : RegistryRequest.Kind.values()) {
            this.limits.put(kind, limits.apply(kind));
        }
    }

    Limit limit(RegistryRequest.Kind kind) {
        return limits.get(kind);
    }

    /** Takes nothing of the call's kind before that time, or before a later one that is known already. */
    synchronized void close(RegistryRequest call, Instant until) {
        Instant now = Instant.now();
        boolean another = OF_THE_REGISTRY.contains(call.kind())
                && OF_THE_REGISTRY.stream()
                        .anyMatch(kind ->
                                kind != call.kind() && limit(kind).closedUntil().isAfter(now));
        if (Duration.between(now, until).compareTo(WORTH_TELLING) > 0
                && !limit(call.kind()).closedUntil().isAfter(now)) {
            String what = another ? "requests" : call.kind().toString();
            LOG.info("{} limits its {}: none before {}", call.repository().host(), what, until);
        }
        for (RegistryRequest.Kind kind : another ? OF_THE_REGISTRY : Set.of(call.kind())) {
            if (Duration.between(now, until).compareTo(WORTH_SHARING) > 0) {
                limit(kind).close(until);
            } else {
                limit(kind).closeHere(until);
            }
        }
    }

    /** Returns when the host takes all kinds of requests again; null where it does now. */
    Instant closedUntil() {
        Instant now = Instant.now();
        return Stream.of(RegistryRequest.Kind.values())
                .map(kind -> limit(kind).closedUntil())
                .filter(now::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Calls that wait for that. */
    int waiting() {
        return waiting.get();
    }

    /**
     * Returns when the host takes requests of this kind.
     *
     * @throws RegistryException of kind RATE_LIMITED, with the time, when that is too long to wait for
     */
    void await(RegistryRequest call) {
        Duration wait;
        while ((wait = Duration.between(Instant.now(), limit(call.kind()).closedUntil())).compareTo(Duration.ZERO)
                > 0) {
            if (isTooLong(wait, call.kind(), true)) {
                throw limited(call, limit(call.kind()).closedUntil());
            }
            waiting.incrementAndGet();
            try (Hold noWork = Cancellation.waiting()) {
                sleep(call, wait);
            } finally {
                waiting.decrementAndGet();
            }
        }
    }

    /**
     * Tells whether that is too long to wait.
     *
     * @param limited for the end of a rate limit, rather than of some trouble
     */
    boolean isTooLong(Duration wait, RegistryRequest.Kind kind, boolean limited) {
        return wait.compareTo(limited ? longest(kind) : patience.longestWait()) > 0;
    }

    private Duration longest(RegistryRequest.Kind limited) {
        return switch (limited) {
            case MANIFEST_READ -> patience.shortWait();
            case BLOB_READ, WRITE -> patience.transferWait();
            case TOKEN -> patience.longestWait();
        };
    }

    private static RegistryException limited(RegistryRequest call, Instant until) {
        String detail = call.repository().host() + " takes no more requests until " + until;
        return new RegistryException(
                Kind.RATE_LIMITED, call.action(), call.target(), 429, List.of("TOOMANYREQUESTS"), detail, until, null);
    }

    /** Waits, for as long as nobody interrupts. */
    static void sleep(RegistryRequest call, Duration time) {
        try {
            // A millisecond more than asked, so that a loop on the time does not turn once for nothing.
            Thread.sleep(time.toMillis() + 1);
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        }
    }
}
