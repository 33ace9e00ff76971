package io.github.syncimage.github;

import io.github.syncimage.github.http.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the daemon hears what people ask for: every look at the open issues is told here. Three in a row that came to
 * nothing make it deaf, which {@link Conditions} tell until a look succeeds. A limit that is waited for is no failure.
 */
public final class Hearing {
    private static final String ISSUES = "issues";

    private static final String CLOCK = "clock";
    private static final String CANNOT_BE_READ = "the open issues cannot be read: ";
    /** So many failed looks in a row are no accident. */
    private static final int DEAF = 3;
    /** A clock that is wrong by more than this breaks tokens, signatures and certificates; no cached answer is as old. */
    private static final Duration WRONG = Duration.ofMinutes(5);

    private final Conditions conditions;
    private final RateLimit limit;
    private final Duration interval;
    private final Clock clock;
    private Instant heard;
    private Instant missedSince;
    private int missed;
    private int wrong;
    private String told;
    private boolean up;

    /** @param interval between two looks */
    public Hearing(Conditions conditions, RateLimit limit, Duration interval, Clock clock) {
        this.conditions = conditions;
        this.limit = limit;
        this.interval = interval;
        this.clock = clock;
        this.heard = clock.instant();
    }

    /** The open issues were read. */
    public synchronized void heard() {
        heard = clock.instant();
        up = true;
        missed = 0;
        told = null;
        conditions.ends(ISSUES);
        lookAtClock();
    }

    /**
     * They could not be read.
     *
     * @param line what came back
     * @param refused whether that was a refusal, which is worth a line at once; an outage is told by {@link RateLimit}
     */
    synchronized void missed(String line, boolean refused) {
        Instant now = clock.instant();
        up = false;
        if (missed++ == 0) {
            missedSince = now;
        }
        // What is sent again after a second is not yet another look.
        boolean deaf = missed >= DEAF && !now.isBefore(missedSince.plus(interval.multipliedBy(DEAF - 1L)));
        if (refused && !limit.tells(line)) {
            told = line;
            conditions.begins(ISSUES, CANNOT_BE_READ + line, deaf);
        } else if (deaf) {
            conditions.told(ISSUES, CANNOT_BE_READ + line, true);
        }
    }

    private void lookAtClock() {
        Duration ahead = limit.ahead();
        boolean isWrong = ahead.abs().compareTo(WRONG) > 0;
        wrong = isWrong ? wrong + 1 : 0;
        if (wrong == DEAF) {
            conditions.begins(
                    CLOCK,
                    "this machine's clock is " + ahead.abs().toMinutes() + " minutes "
                            + (ahead.isNegative() ? "behind" : "ahead of") + " GitHub's: set it",
                    true);
        } else if (!isWrong) {
            conditions.ends(CLOCK);
        }
    }

    /** Whether the log tells this line already, as the reason why the issues cannot be read. */
    public synchronized boolean tells(String line) {
        return line.equals(told) || limit.tells(line);
    }

    /** For how long the open issues have not been read; before they were, since the start. */
    public synchronized Duration age() {
        return Duration.between(heard, clock.instant());
    }

    /** Whether the last look at the issues succeeded. */
    public synchronized boolean up() {
        return up;
    }
}
