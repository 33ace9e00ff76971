package io.github.syncimage.github;

import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.eclipse.egit.github.core.client.RequestException;

/** Tells what it means when a request to GitHub failed, whichever of the two clients sent it. */
public final class GitHubFailures {
    /** How long one run is tried again, before others get its thread: it is found again by a later poll. */
    private static final Duration A_RUNS_PATIENCE = Duration.ofMinutes(2);
    /** Two failures so far apart have nothing to do with each other: no pause between two tries is as long. */
    private static final Duration APART = Duration.ofMinutes(3);

    private static final int LONGEST = 200;

    private record Trouble(Instant since, Instant last) {}

    private final RateLimit limit;
    private final Hearing hearing;
    private final Duration patience;
    private final Clock clock;
    private final Map<Long, Trouble> troubles = new HashMap<>();

    /** @param patience how long GitHub may be away before no request is tried again; null to go on for ever */
    public GitHubFailures(RateLimit limit, Hearing hearing, Duration patience, Clock clock) {
        this.limit = limit;
        this.hearing = hearing;
        this.patience = patience;
        this.clock = clock;
    }

    /** Whether to send it again. A refusal for the rate's sake is always worth it, once the {@link RateLimit} opens. */
    public boolean worthRetrying(Throwable failure) {
        if (limit.stopped()) {
            return false;
        }
        int status = status(failure);
        if (status == 403 || status == 429) {
            return forTheRate(status, failure);
        }
        return temporary(status, failure) && patient(failure);
    }

    /**
     * As {@link #worthRetrying(Throwable)} for a request that is about one issue. Where GitHub fails for that issue again
     * and again, it must keep neither the poll nor the copies of others waiting.
     *
     * @param issue null where it is about none: a look at the open issues, which {@link Hearing} is told of
     */
    public boolean worthRetrying(Throwable failure, Long issue) {
        boolean worthIt = worthRetrying(failure);
        String line = line(failure);
        if (issue == null && line != null && !limit.shut()) {
            hearing.missed(line, !worthIt);
        }
        return worthIt && (issue == null || limit.shut() || patient(issue));
    }

    private synchronized boolean patient(long issue) {
        Instant now = clock.instant();
        troubles.values().removeIf(trouble -> now.isAfter(trouble.last.plus(APART)));
        Trouble trouble = troubles.get(issue);
        Instant since = trouble == null ? now : trouble.since;
        if (now.isBefore(since.plus(A_RUNS_PATIENCE))) {
            troubles.put(issue, new Trouble(since, now));
            return true;
        }
        troubles.remove(issue);
        return false;
    }

    // All requests share the patience: when one has waited for GitHub long enough, the next need not begin again.
    private boolean patient(Throwable failure) {
        Instant awaySince = limit.away(line(failure));
        return patience == null || clock.instant().isBefore(awaySince.plus(patience));
    }

    /** Whether the server has no such thing, so that asking again is idle; everything else is over some time. */
    public boolean absent(Throwable failure) {
        int status = status(failure);
        return status == 404 || status == 405 || status == 410 || status == 501;
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
        boolean limited = body != null && body.toLowerCase(Locale.ROOT).contains("rate limit");
        if (status == 403 && (limited || limit.shut())) {
            limit.refused();
            throw new UnreadableAnswerException(null);
        }
    }

    private boolean forTheRate(int status, Throwable failure) {
        // GitHub tells the two kinds of 403 apart by the message alone where it sends no retry-after.
        if (status == 429 || words(failure).toLowerCase(Locale.ROOT).contains("rate limit")) {
            limit.refused();
        }
        return limit.shut();
    }

    /** One line for the log: what came back; null where it is only that the program stops. */
    public String line(Throwable failure) {
        if (limit.stopped() || stopping(failure)) {
            return null;
        }
        int status = status(failure);
        if (status == 404) {
            return "GitHub answered 404: is github.user/github.repo right, and may the token see the repository?";
        }
        if (status == 401) {
            return "GitHub answered 401: the token is wrong or has expired";
        }
        String elsewhere = elsewhere(failure);
        if (elsewhere != null) {
            return "GitHub answered " + status + ", to " + elsewhere
                    + ": that is not followed; is something on the way, or github.api_url wrong?";
        }
        if (status >= 300 && status < 400) {
            return "GitHub answered " + status + ": the repository has moved, set github.user and github.repo";
        }
        return status > 0
                ? "GitHub answered " + status + ": " + OneLine.of(words(failure), LONGEST)
                : outage(failure)
                        ? "GitHub cannot be reached: " + OneLine.of(failure, LONGEST)
                        : OneLine.of(failure, LONGEST);
    }

    /** As {@link #line}, but null for an outage, which the look at the issues meets as well, and tells. */
    public String refusal(Throwable failure) {
        return temporary(status(failure), failure) && !absent(failure) ? null : line(failure);
    }

    private static boolean temporary(int status, Throwable failure) {
        return status == 0 ? outage(failure) : status >= 500 || status == 408;
    }

    private static int status(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return http.getStatusCode();
            }
            if (cause instanceof RequestException request) {
                return request.getStatus();
            }
        }
        return 0;
    }

    // Where it leads to another host: within its own it was followed.
    private static String elsewhere(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http && http.isRedirectError()) {
                String to = String.valueOf(http.getRedirectLocation()).replaceAll("[?#].*", "");
                return to.matches("(?i)https?://.*") && !authority(to).equals(authority(http.getUri()))
                        ? OneLine.of(to, LONGEST)
                        : null;
            }
        }
        return null;
    }

    private static String authority(String url) {
        return url.replaceFirst("(?i)^(https?://[^/]*).*", "$1").toLowerCase(Locale.ROOT);
    }

    private static boolean stopping(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimit.StoppedException
                    || cause instanceof InterruptedException
                    || cause instanceof RejectedExecutionException) {
                return true;
            }
        }
        return false;
    }

    private static boolean outage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof UnreadableAnswerException) {
                return true;
            }
        }
        return false;
    }

    private static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return String.valueOf(http.getResponseBody());
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
