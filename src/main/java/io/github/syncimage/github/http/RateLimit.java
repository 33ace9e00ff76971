package io.github.syncimage.github.http;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.concurrent.Limit.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hc.client5.http.utils.DateUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What GitHub takes. Every answer is shown to it; when GitHub has had enough, poller and writers wait here together, and
 * it counts writes so that it doesn't come to that.
 *
 * @see <a href="https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api">the limits</a>
 */
public final class RateLimit {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimit.class);
    /** GitHub's advice where a secondary limit comes without {@code retry-after}: at least a minute. */
    private static final Duration UNTOLD = Duration.ofMinutes(1);
    /** The primary limit is by the hour; nothing that says more can be meant. */
    private static final Duration LONGEST = Duration.ofMinutes(65);
    /** GitHub tells its time in whole seconds, so the same end is read differently by so much. */
    private static final Duration GRAIN = Duration.ofSeconds(2);
    /** A blip is over sooner, and nobody has to know of it. */
    private static final Duration BLIP = Duration.ofSeconds(5);
    /** From here on progress is not worth a request any more: a tenth of what an Actions token has an hour. */
    private static final int SCARCE = 100;

    private final Clock clock;
    private final Pace writes;
    private final Pace creations;
    private final Limit limit;
    /** The latest end of a limit that the log tells of. */
    private Instant toldUntil = Instant.EPOCH;

    private Instant awaySince;
    private String awayLine;
    private boolean awayTold;
    // Before the first answer it is away since the start, however long the first tries took to fail.
    private Instant unheardSince;
    private Duration ahead = Duration.ZERO;
    private boolean stopped;
    private String whose = "";

    /** With the pace that GitHub bears. */
    public RateLimit(Clock clock) {
        this(60, 400, clock, Budgets.ALONE, "");
    }

    /**
     * GitHub counts about 80 writes a minute and 500 new comments an hour, so the usual pace is a little below that.
     *
     * @param writesPerMinute beside 20 at once; 0 where the server sets no limit
     * @param commentsPerHour beside 100 at once; 0 where the server sets no limit
     * @param shared with other processes
     * @param account by which these know it
     */
    public RateLimit(int writesPerMinute, int commentsPerHour, Clock clock, Budgets shared, String account) {
        this.clock = clock;
        this.unheardSince = clock.instant();
        this.writes = Pace.of(writesPerMinute, Duration.ofMinutes(1), 20, clock, shared, account + " writes");
        this.creations = Pace.of(commentsPerHour, Duration.ofHours(1), 100, clock, shared, account + " comments");
        this.limit = shared.limit("github", account, "", clock);
    }

    /** The log says from now on whom it concerns. */
    synchronized void concerns(String account) {
        whose = " of " + account;
    }

    /** Returns when a request of that HTTP method may be sent. */
    public void awaitFor(String method) throws InterruptedException {
        awaitUntil(method.equals("GET") ? Instant.EPOCH : writes.next());
    }

    /** Returns when a comment may be created. */
    public void awaitCreation() throws InterruptedException {
        awaitUntil(later(writes.next(), creations.next()));
    }

    private void awaitUntil(Instant turn) throws InterruptedException {
        awaitHere(turn);
        // Another process may have been told of a limit, also while this one waited.
        for (Instant until = limit.askClosedUntil(); clock.instant().isBefore(until); until = limit.askClosedUntil()) {
            tellOfEnd(until);
            awaitHere(turn);
        }
    }

    private synchronized void awaitHere(Instant turn) throws InterruptedException {
        while (true) {
            if (stopped) {
                throw new StoppedException();
            }
            long wait = Duration.between(clock.instant(), later(turn, limit.closedUntil()))
                    .toMillis();
            if (wait <= 0) {
                return;
            }
            wait(wait);
        }
    }

    /** Returns whether GitHub takes requests now, and has enough left for those that aren't needed. */
    public synchronized boolean hasRequestsToSpare() {
        return !stopped && !isClosed() && (remaining() < 0 || remaining() > SCARCE);
    }

    /** Requests left until the reset, -1 before the first answer. */
    public synchronized int remaining() {
        return limit.level().remaining();
    }

    /** How much is left, for those who look. */
    public synchronized Level level() {
        return limit.level();
    }

    /**
     * A request came to nothing because GitHub could not be reached or is in trouble.
     *
     * @param line what happened, for the log
     * @return since when it has been so
     */
    public synchronized Instant away(String line) {
        if (awaySince == null) {
            awaySince = unheardSince == null ? clock.instant() : unheardSince;
        }
        awayLine = line;
        if (!awayTold && !away().minus(BLIP).isNegative()) {
            LOG.warn(
                    "no answer from GitHub since {}, everything is tried again: {}",
                    awaySince.truncatedTo(ChronoUnit.SECONDS),
                    line);
            awayTold = true;
        }
        return awaySince;
    }

    /** How long GitHub has given no answer, but for those that say it is in trouble; zero while it does. */
    public synchronized Duration away() {
        return awaySince == null ? Duration.ZERO : Duration.between(awaySince, clock.instant());
    }

    /** Returns whether the log tells of an outage with this line. */
    public synchronized boolean tells(String line) {
        return awayTold && line.equals(awayLine);
    }

    private void back() {
        if (awayTold) {
            LOG.info("GitHub answers again, after {} s", away().toSeconds());
        }
        awaySince = null;
        awayTold = false;
        unheardSince = null;
    }

    /** Looks at an answer's headers. */
    public synchronized void observe(int status, Function<String, String> header) {
        Long remaining = number(header.apply("x-ratelimit-remaining"));
        Long reset = number(header.apply("x-ratelimit-reset"));
        Long retryAfter = number(header.apply("retry-after"));
        compare(header.apply("date"));
        if (remaining != null) {
            Long most = number(header.apply("x-ratelimit-limit"));
            limit.tell(new Level(
                    (int) Math.min(remaining, Integer.MAX_VALUE),
                    most == null ? -1 : (int) Math.min(most, Integer.MAX_VALUE),
                    reset == null ? null : Instant.ofEpochSecond(reset),
                    null));
        }
        if (status < 500) {
            back();
        }
        boolean refused = status == 403 || status == 429;
        if (refused && retryAfter != null) {
            close(clock.instant().plusSeconds(retryAfter));
        } else if (remaining != null && remaining == 0 && reset != null) {
            // GitHub's time, which this machine's clock may not have.
            close(Instant.ofEpochSecond(reset).plusSeconds(1).plus(ahead));
        } else if (status == 429) {
            close(clock.instant().plus(UNTOLD));
        }
    }

    private void compare(String date) {
        Instant theirs = date == null ? null : DateUtils.parseStandardDate(date);
        if (theirs != null) {
            ahead = Duration.between(theirs, clock.instant());
        }
    }

    /** How much this machine's clock is ahead of GitHub's, to a second or so; negative where it is behind. */
    public synchronized Duration ahead() {
        return ahead;
    }

    /** GitHub's time. */
    public synchronized Instant theirNow() {
        return clock.instant().minus(ahead);
    }

    /** A secondary limit that only the answer's message told of. */
    public synchronized void refused() {
        if (!isClosed()) {
            close(clock.instant().plus(UNTOLD));
        }
    }

    /** Returns whether the limit is reached, so that a refusal was one for the rate's sake. */
    public synchronized boolean isClosed() {
        return clock.instant().isBefore(limit.closedUntil());
    }

    private void close(Instant until) {
        Instant latest = clock.instant().plus(LONGEST);
        Instant bounded = until.isAfter(latest) ? latest : until;
        if (bounded.isAfter(clock.instant())) {
            limit.close(bounded);
            tellOfEnd(bounded);
        }
    }

    private synchronized void tellOfEnd(Instant until) {
        if (until.isAfter(toldUntil)) {
            boolean told = clock.instant().isBefore(toldUntil) && until.isBefore(toldUntil.plus(GRAIN));
            toldUntil = until;
            if (!told) {
                LOG.warn("GitHub's rate limit{} is reached: everything{} waits until {}", whose, whose, until);
            }
        }
    }

    /** Sends those who wait away; nothing is let through any more. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Long number(String text) {
        return text != null && text.strip().matches("[0-9]{1,12}") ? Long.valueOf(text.strip()) : null;
    }

    /** The program stops: what was to be sent is found again at the next start. */
    public static final class StoppedException extends IllegalStateException {
        StoppedException() {
            super("stopping");
        }
    }

    /**
     * A token bucket: a burst at once, then one per step; kept together with other processes while these can be asked, and
     * else by each for its share. Safe for threads.
     */
    static final class Pace {
        private final Duration step;
        private final Duration burst;
        private final Clock clock;
        private final Budgets shared;
        private final String name;
        private Instant paid = Instant.EPOCH;

        /** @param name the same for all that keep it */
        Pace(int burst, Duration step, Clock clock, Budgets shared, String name) {
            this.step = step;
            this.burst = step.multipliedBy(burst - 1L);
            this.clock = clock;
            this.shared = shared;
            this.name = name;
        }

        /** @param most in the time, beside the burst; 0 for no bound */
        static Pace of(int most, Duration time, int burst, Clock clock, Budgets shared, String name) {
            return most == 0
                    ? new Pace(1, Duration.ZERO, clock, Budgets.ALONE, name)
                    : new Pace(burst, time.dividedBy(most), clock, shared, name);
        }

        /** Takes the next place; returns when its turn is, now or later. */
        Instant next() {
            Optional<Duration> wait = shared.next(name, step, burst);
            // What all keep is counted here too: who then has to go on alone does not begin with another burst.
            Instant own = own(wait.isPresent() ? 1 : shared.processes());
            return wait.map(time -> clock.instant().plus(time)).orElse(own);
        }

        /** @param processes by how many it has to be divided */
        private synchronized Instant own(int processes) {
            Instant now = clock.instant();
            Instant turn = paid.isAfter(now.minus(burst)) ? paid : now.minus(burst);
            paid = turn.plus(step.multipliedBy(processes));
            return turn.isBefore(now) ? now : turn;
        }
    }
}
