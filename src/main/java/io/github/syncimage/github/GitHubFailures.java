package io.github.syncimage.github;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.model.UnreadableAnswerException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Says what is to be done about a request to GitHub that failed, and what the log is to tell of it. */
public final class GitHubFailures {
    private final RateLimit limit;
    private final Hearing hearing;
    private final Duration patience;
    private final Clock clock;
    private final IssuePatience issues;

    /** @param patience how long GitHub may be away before no request is tried again; null to go on for ever */
    public GitHubFailures(RateLimit limit, Hearing hearing, Duration patience, Clock clock) {
        this.limit = limit;
        this.hearing = hearing;
        this.patience = patience;
        this.clock = clock;
        this.issues = new IssuePatience(clock);
    }

    /**
     * Whether to send it again. Where GitHub fails for one issue again and again, that must keep neither the poll nor the
     * copies of others waiting.
     *
     * @param issue null where it is about none: a look at the open issues, which {@link Hearing} is told of
     */
    public boolean worthRetrying(Throwable thrown, Long issue) {
        boolean worthIt = worthRetrying(thrown);
        String line = line(thrown);
        if (issue == null && line != null && !limit.shut()) {
            hearing.missed(line, !worthIt);
        }
        return worthIt && (issue == null || limit.shut() || issues.lasts(issue));
    }

    /** The same, whatever it is about. A refusal for the rate's sake is always worth it, once the {@link RateLimit} opens. */
    boolean worthRetrying(Throwable thrown) {
        GitHubFailure failure = new GitHubFailure(thrown);
        if (limit.stopped()) {
            return false;
        }
        if (failure.forbidden()) {
            if (failure.saysTheRateIsReached()) {
                limit.refused();
            }
            return limit.shut();
        }
        return failure.temporary() && patient(line(thrown));
    }

    /** All requests share the patience: when one has waited for GitHub long enough, the next need not begin again. */
    private boolean patient(String line) {
        Instant awaySince = limit.away(line);
        return patience == null || clock.instant().isBefore(awaySince.plus(patience));
    }

    /** Whether the server has no such thing, so that asking again is idle. */
    public boolean absent(Throwable thrown) {
        return new GitHubFailure(thrown).absent();
    }

    /**
     * Looks at an answer that may be a refusal.
     *
     * @param refusable whether a refusal is an answer like others, for who can go on without; null where it is not
     * @throws HttpOperationFailedException where it is not, as Camel's client throws it for every other status
     * @throws UnreadableAnswerException where it is one for the rate's sake: then it is sent again
     */
    public void answered(int status, String body, Boolean refusable) throws HttpOperationFailedException {
        if (status < 400) {
            return;
        }
        if (!Boolean.TRUE.equals(refusable)) {
            throw new HttpOperationFailedException("", status, "", null, Map.of(), body);
        }
        if (status == 403 && (GitHubFailure.saysTheRateIsReached(body) || limit.shut())) {
            limit.refused();
            throw new UnreadableAnswerException(null);
        }
    }

    /** One line for the log: what came back; null where it is only that the program stops. */
    public String line(Throwable thrown) {
        GitHubFailure failure = new GitHubFailure(thrown);
        return limit.stopped() || failure.stopping() ? null : failure.line();
    }

    /** As {@link #line}, but null for an outage, which the look at the issues meets as well, and tells. */
    public String refusal(Throwable thrown) {
        GitHubFailure failure = new GitHubFailure(thrown);
        return failure.temporary() && !failure.absent() ? null : line(thrown);
    }
}
