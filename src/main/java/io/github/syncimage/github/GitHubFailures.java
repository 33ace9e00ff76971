package io.github.syncimage.github;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Says what is to be done about a request to GitHub that failed, and what the log is to tell of it. */
public final class GitHubFailures {
    /** How long a request about one issue is tried again, before others get its thread: a later poll finds it again. */
    private static final Duration ISSUE_PATIENCE = Duration.ofMinutes(2);
    /** Two failures so far apart have nothing to do with each other: no pause between two tries is as long. */
    private static final Duration APART = Duration.ofMinutes(3);

    private record Trouble(Instant since, Instant last) {}

    private final RateLimits limits;
    private final Repositories repositories;
    private final Hearing hearing;
    private final Duration patience;
    private final Clock clock;
    private final Map<IssueId, Trouble> troubles = new HashMap<>();

    /** @param patience how long GitHub may be away before no request is tried again; null to go on for ever */
    public GitHubFailures(
            RateLimits limits, Repositories repositories, Hearing hearing, Duration patience, Clock clock) {
        this.limits = limits;
        this.repositories = repositories;
        this.hearing = hearing;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Whether to send it again. Where GitHub fails for one issue again and again, that must keep neither the poll nor the
     * copies of others waiting.
     *
     * @param repository null where that is not known
     * @param issue null where it is about none: a look at the open issues, which {@link Hearing} is told of
     */
    public boolean worthRetrying(Throwable thrown, ServedRepository repository, IssueId issue) {
        RepositoryName about = about(repository, issue);
        boolean own = issue == null && about != null && hearing.hearsOthersThan(about);
        boolean worthIt = mayHelp(thrown, about, own);
        String line = told(thrown, about);
        boolean limited = limits.of(about).isClosed();
        if (issue == null && about != null && line != null && !limited) {
            hearing.missed(about, line, !worthIt || own);
        }
        return worthIt && (issue == null || limited || lasts(issue));
    }

    /** A request about the issue has failed; whether it is worth another try. */
    private synchronized boolean lasts(IssueId issue) {
        Instant now = clock.instant();
        troubles.values().removeIf(trouble -> now.isAfter(trouble.last.plus(APART)));
        Trouble trouble = troubles.get(issue);
        Instant since = trouble == null ? now : trouble.since;
        if (now.isBefore(since.plus(ISSUE_PATIENCE))) {
            troubles.put(issue, new Trouble(since, now));
            return true;
        }
        troubles.remove(issue);
        return false;
    }

    private RepositoryName about(ServedRepository repository, IssueId issue) {
        return issue != null
                ? issue.repository()
                : Optional.ofNullable(repository)
                        .or(repositories::only)
                        .map(ServedRepository::name)
                        .orElse(null);
    }

    /**
     * Whether to send it again, whatever it is about. A refusal for the rate's sake is always worth it, once the
     * {@link RateLimit} opens.
     *
     * @param own whether GitHub answers for other repositories
     */
    private boolean mayHelp(Throwable thrown, RepositoryName about, boolean own) {
        GitHubFailure failure = new GitHubFailure(thrown);
        if (limits.stopped()) {
            return false;
        }
        if (failure.forbidden()) {
            if (failure.saysTheRateIsReached()) {
                limits.of(about).refused();
            }
            return limits.of(about).isClosed();
        }
        return failure.temporary() && patient(told(thrown, about), about, own);
    }

    /** All requests share the patience: when one has waited for GitHub long enough, the next need not begin again. */
    private boolean patient(String line, RepositoryName about, boolean own) {
        Instant since = own ? hearing.missedSince(about) : limits.of(about).away(line);
        return patience == null || clock.instant().isBefore(since.plus(patience));
    }

    /** Whether the server has no such thing, so that asking again is idle. */
    public boolean absent(Throwable thrown) {
        return new GitHubFailure(thrown).absent();
    }

    /** One line for the log: what came back; null where it is only that the program stops. */
    public String line(Throwable thrown, ServedRepository repository, IssueId issue) {
        return told(thrown, about(repository, issue));
    }

    private String told(Throwable thrown, RepositoryName about) {
        GitHubFailure failure = new GitHubFailure(thrown);
        return limits.stopped() || failure.stopping() ? null : failure.line(about);
    }

    /** As {@link #line}, but null for an outage, which the look at the issues meets as well, and tells. */
    public String refusal(Throwable thrown, ServedRepository repository) {
        GitHubFailure failure = new GitHubFailure(thrown);
        return failure.temporary() && !failure.absent() ? null : line(thrown, repository, null);
    }
}
