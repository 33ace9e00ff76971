package io.github.syncimage.store.run;

import java.time.Duration;

/**
 * How often daemons give a sign, and when one that gives none is given up.
 *
 * @param every between two signs
 * @param dead so long without one, and what the daemon had in work is another's; at least four times {@code every}
 * @param lease for how long a leader is one without renewing that
 */
public record Beat(Duration every, Duration dead, Duration lease) {
    public static final Beat NORMAL = of(Duration.ofMillis(2500));

    /** A leader's work is done twice without harm, so it is given up sooner. */
    public static Beat of(Duration every) {
        return new Beat(every, every.multipliedBy(4), every.multipliedBy(12).dividedBy(5));
    }

    /** How often a leader renews that, and others ask whether they are it. */
    Duration tick() {
        return lease.dividedBy(6);
    }
}
