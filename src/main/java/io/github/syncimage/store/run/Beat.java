package io.github.syncimage.store.run;

import java.time.Duration;

/**
 * How often processes give a sign, and when one that gives none is given up.
 *
 * @param every between two signs
 * @param dead so long without one, and what a daemon had in work is another's
 * @param lease for how long a leader is one without renewing that
 */
public record Beat(Duration every, Duration dead, Duration lease) {
    public static final Beat NORMAL = of(Duration.ofSeconds(2));

    /** A leader's work is done twice without harm, so it is given up sooner. */
    public static Beat of(Duration every) {
        return new Beat(every, every.multipliedBy(5), every.multipliedBy(3));
    }
}
