package io.github.syncimage.github;

import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.GitHubException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.http.TokenSource.NoTokenException;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

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
     * Returns whether to send it again. Where GitHub fails for one issue again and again, that must keep neither the poll nor the
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
     * Returns whether to send it again, whatever it is about. A refusal for the rate's sake is always worth it, once the
     * {@link RateLimit} opens.
     *
     * @param own whether GitHub answers for other repositories
     */
    private boolean mayHelp(Throwable thrown, RepositoryName about, boolean own) {
        Failure failure = new Failure(thrown);
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

    /** Returns whether the server has no such thing, so that asking again is idle. */
    public boolean absent(Throwable thrown) {
        return new Failure(thrown).absent();
    }

    /** Returns whether an answer is a refusal for the rate's sake, which its words alone tell. */
    static boolean saysTheRateIsReached(String words) {
        return words != null && words.toLowerCase(Locale.ROOT).contains("rate limit");
    }

    /** One line for the log: what came back; null where it is only that the program stops. */
    public String line(Throwable thrown, ServedRepository repository, IssueId issue) {
        return told(thrown, about(repository, issue));
    }

    private String told(Throwable thrown, RepositoryName about) {
        Failure failure = new Failure(thrown);
        return limits.stopped() || failure.stopping() ? null : failure.line(about);
    }

    /** Returns what {@link #line} does, but null for an outage, which the look at the issues meets as well, and tells. */
    public String refusal(Throwable thrown, ServedRepository repository) {
        Failure failure = new Failure(thrown);
        return failure.temporary() && !failure.absent() ? null : line(thrown, repository, null);
    }

    /** Why a request to GitHub has failed. */
    private static final class Failure {
        private static final int LONGEST = 200;

        private final Throwable thrown;
        private final List<Throwable> causes;
        private final Optional<Answer> answer;
        private final int status;

        Failure(Throwable thrown) {
            this.thrown = thrown;
            this.causes = Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                    .toList();
            this.answer = cause(GitHubException.class).map(GitHubException::answer);
            this.status = answer.map(Answer::status).orElse(0);
        }

        private <T extends Throwable> Optional<T> cause(Class<T> type) {
            return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
        }

        /** Returns whether it may be a refusal for the rate's sake. */
        boolean forbidden() {
            return status == 403 || status == 429;
        }

        /** Returns whether GitHub says that it is one. It tells the two kinds of 403 apart by the message alone. */
        boolean saysTheRateIsReached() {
            return status == 429 || GitHubFailures.saysTheRateIsReached(words());
        }

        /** Returns whether it is over some time. */
        boolean temporary() {
            return status == 0 ? outage() && cause(NoTokenException.class).isEmpty() : status >= 500 || status == 408;
        }

        /** Returns whether the server has no such thing, so that asking again is idle. */
        boolean absent() {
            return status == 404 || status == 405 || status == 410 || status == 501;
        }

        /** Returns whether it is only that the program stops. */
        boolean stopping() {
            return causes.stream()
                    .anyMatch(cause -> cause instanceof RateLimit.StoppedException
                            || cause instanceof InterruptedException
                            || cause instanceof RejectedExecutionException);
        }

        private boolean outage() {
            return causes.stream().anyMatch(IOException.class::isInstance);
        }

        /**
         * One line for the log: what came back.
         *
         * @param about the repository that was asked for; null where that is not known
         */
        String line(RepositoryName about) {
            Optional<NoTokenException> noToken = cause(NoTokenException.class);
            if (noToken.isPresent()) {
                return OneLine.of(noToken.get().getMessage(), LONGEST);
            }
            boolean several = about != null && !about.alone();
            String answered = "GitHub answered " + status + (several ? " for " + about : "");
            if (status == 404) {
                return answered
                        + (several
                                ? ": is it right in github.repositories, and may the token see it?"
                                : ": are github.user and github.repo right, and may the token see the repository?");
            }
            if (status == 401) {
                return "GitHub answered 401: the token is wrong or has expired";
            }
            String elsewhere = answer.map(Answer::elsewhere).orElse(null);
            if (status >= 300 && status < 400 && elsewhere != null) {
                return answered + ", to " + OneLine.of(elsewhere, LONGEST)
                        + ": that is not followed; is something on the way, or github.api_url wrong?";
            }
            if (status >= 300 && status < 400) {
                return answered + ": the repository has moved, set "
                        + (several ? "github.repositories" : "github.user and github.repo");
            }
            if (status > 0) {
                return answered + ": " + OneLine.of(message(), LONGEST) + remedy();
            }
            return (outage() ? "GitHub cannot be reached: " : "") + OneLine.of(thrown, LONGEST);
        }

        private String remedy() {
            if (status == 403 && !saysTheRateIsReached()) {
                return "; may the token read and write issues there?";
            }
            return status == 410 && words().contains("disabled") ? "; turn issues on there" : "";
        }

        /** GitHub's own errors are JSON; what else is on the way answers as it likes. */
        private String message() {
            String told = answer.map(Answer::message).orElse("");
            return told.isBlank() ? words() : told.replaceFirst("\\.$", "");
        }

        private String words() {
            return answer.map(Answer::body).orElse(String.valueOf(thrown.getMessage()));
        }
    }
}
