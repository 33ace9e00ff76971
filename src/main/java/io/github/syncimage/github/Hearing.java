package io.github.syncimage.github;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the daemon hears what people ask for: every look at a repository's open issues is told here. Three in a row that
 * came to nothing are a condition, until one succeeds; where they fail in every repository, the daemon cannot serve. A limit
 * that is waited for is no failure.
 */
public final class Hearing implements Repositories.Changes {
    private static final String ISSUES = "issues";

    private static final String CLOCK = "clock";
    /** So many failed looks in a row are no accident. */
    private static final int TOO_MANY = 3;
    /** What is over sooner is a blip, however often the issues are looked at. */
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(2);
    /** A clock that is wrong by more than this breaks tokens, signatures and certificates; no cached answer is as old. */
    private static final Duration WRONG = Duration.ofMinutes(5);
    /** A repository that cannot be read is looked at so seldom while others can. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** What came of the looks at one repository. */
    private final class Looks {
        private Instant heard = start;
        private Instant missedSince;
        private int missed;
        private String told;
        private String line;
        private boolean up;

        /** What is sent again after a second is not yet another look. */
        private boolean failsForLong() {
            return missed >= TOO_MANY
                    && !clock.instant().isBefore(missedSince.plus(interval.multipliedBy(TOO_MANY - 1L)));
        }
    }

    private final Conditions conditions;
    private final RateLimits limits;
    private final Repositories repositories;
    private final Duration interval;
    private final Clock clock;
    private final Instant start;
    private final Map<RepositoryName, Looks> looks = new HashMap<>();
    private int wrong;

    /** @param interval between two looks */
    public Hearing(
            Conditions conditions, RateLimits limits, Repositories repositories, Duration interval, Clock clock) {
        this.conditions = conditions;
        this.limits = limits;
        this.repositories = repositories;
        this.interval = interval;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** The open issues of the repository were read. */
    public synchronized void heard(ServedRepository repository) {
        RepositoryName name = repository.name();
        Looks looks = of(name);
        looks.heard = clock.instant();
        looks.up = true;
        looks.missed = 0;
        looks.told = null;
        conditions.ends(Conditions.of(ISSUES, name));
        tellLongFailures();
        lookAtClock(limits.of(name));
    }

    /**
     * They could not be read.
     *
     * @param line what came back
     * @param refused whether that was a refusal, which is worth a line at once; an outage is told by {@link RateLimit}
     */
    synchronized void missed(RepositoryName name, String line, boolean refused) {
        Looks looks = of(name);
        looks.up = false;
        looks.line = "the open issues of " + name + " cannot be read: " + line;
        if (looks.missed++ == 0) {
            looks.missedSince = clock.instant();
        }
        if (refused && !limits.tells(line)) {
            looks.told = line;
            conditions.begins(Conditions.of(ISSUES, name), looks.line, looks.failsForLong() && failEverywhere());
        }
        tellLongFailures();
    }

    /** Nobody has to hear of it any more. */
    @Override
    public synchronized void left(ServedRepository repository) {
        looks.remove(repository.name());
        conditions.ends(Conditions.of(ISSUES, repository.name()));
    }

    private Looks of(RepositoryName name) {
        return looks.computeIfAbsent(name, unheard -> new Looks());
    }

    private boolean failEverywhere() {
        return repositories.all().stream()
                .allMatch(repository -> of(repository.name()).failsForLong());
    }

    /** As long as one repository can be read, the others make nobody restart or relieve the daemon. */
    private void tellLongFailures() {
        boolean down = failEverywhere();
        looks.forEach((name, of) -> {
            if (of.failsForLong()) {
                conditions.told(Conditions.of(ISSUES, name), of.line, down);
            }
        });
    }

    private void lookAtClock(RateLimit limit) {
        Duration ahead = limit.ahead();
        boolean isWrong = ahead.abs().compareTo(WRONG) > 0;
        wrong = isWrong ? wrong + 1 : 0;
        if (wrong == TOO_MANY) {
            conditions.begins(
                    CLOCK,
                    "this machine's clock is " + ahead.abs().toMinutes() + " minutes "
                            + (ahead.isNegative() ? "behind" : "ahead of") + " GitHub's: set it",
                    true);
        } else if (!isWrong) {
            conditions.ends(CLOCK);
        }
    }

    /** Returns whether another repository can be read, so that a failure is this one's and not GitHub's. */
    synchronized boolean hearsOthersThan(RepositoryName name) {
        return repositories.all().stream()
                .map(ServedRepository::name)
                .anyMatch(other -> !other.equals(name) && of(other).up);
    }

    /** Since when looks at this repository have come to nothing; now, where the last one did not. */
    synchronized Instant missedSince(RepositoryName name) {
        return of(name).missed == 0 ? clock.instant() : of(name).missedSince;
    }

    /** How long to wait before the next look: longer each time where only this repository cannot be read. */
    public synchronized Duration pause(RepositoryName name) {
        int missed = of(name).missed;
        if (missed == 0 || !hearsOthersThan(name)) {
            return interval;
        }
        Duration longest = interval.compareTo(LONGEST_PAUSE) > 0 ? interval : LONGEST_PAUSE;
        return new BackOff(interval, longest).pause(missed);
    }

    /** Returns whether the log tells this line already, as the reason why issues cannot be read. */
    public synchronized boolean tells(String line) {
        return looks.values().stream().anyMatch(of -> line.equals(of.told)) || limits.tells(line);
    }

    /** For how long the open issues have not been read; before they were, since the start. */
    public synchronized Duration age(RepositoryName name) {
        return Duration.between(of(name).heard, clock.instant());
    }

    /**
     * Returns whether no list of issues has been read for three intervals, two minutes at least, though no limit is waited for: by
     * looks that fail, that never end, or that are not made at all.
     *
     * @param since how long it has been this daemon's to read them
     */
    public synchronized boolean hearsNothing(Duration since) {
        Duration byInterval = interval.multipliedBy(TOO_MANY);
        Duration patience = byInterval.compareTo(LEAST_PATIENCE) > 0 ? byInterval : LEAST_PATIENCE;
        List<RepositoryName> all =
                repositories.all().stream().map(ServedRepository::name).toList();
        return since.compareTo(patience) > 0
                && !all.isEmpty()
                && all.stream()
                        .allMatch(name -> age(name).compareTo(patience) > 0
                                && !limits.of(name).isClosed());
    }

    /** Returns whether the last look at the issues succeeded. */
    public synchronized boolean up(RepositoryName name) {
        return of(name).up;
    }
}
