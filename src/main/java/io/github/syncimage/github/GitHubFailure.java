package io.github.syncimage.github;

import io.github.syncimage.github.http.GitHubException;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.NoTokenException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.model.JsonReader;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Why a request to GitHub has failed. */
final class GitHubFailure {
    private static final int LONGEST = 200;

    private final Throwable thrown;
    private final List<Throwable> causes;
    private final Optional<Answer> answer;
    private final int status;

    GitHubFailure(Throwable thrown) {
        this.thrown = thrown;
        this.causes =
                Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).toList();
        this.answer = cause(GitHubException.class).map(GitHubException::answer);
        this.status = answer.map(Answer::status).orElse(0);
    }

    private <T extends Throwable> Optional<T> cause(Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Whether it may be a refusal for the rate's sake. */
    boolean forbidden() {
        return status == 403 || status == 429;
    }

    /** Whether GitHub says that it is one. It tells the two kinds of 403 apart by the message alone. */
    boolean saysTheRateIsReached() {
        return status == 429 || saysTheRateIsReached(words());
    }

    static boolean saysTheRateIsReached(String words) {
        return words != null && words.toLowerCase(Locale.ROOT).contains("rate limit");
    }

    /** Whether it is over some time. */
    boolean temporary() {
        return status == 0 ? outage() && cause(NoTokenException.class).isEmpty() : status >= 500 || status == 408;
    }

    /** Whether the server has no such thing, so that asking again is idle. */
    boolean absent() {
        return status == 404 || status == 405 || status == 410 || status == 501;
    }

    /** Whether it is only that the program stops. */
    boolean stopping() {
        return causes.stream()
                .anyMatch(cause -> cause instanceof RateLimit.StoppedException
                        || cause instanceof InterruptedException
                        || cause instanceof RejectedExecutionException);
    }

    private boolean outage() {
        return causes.stream()
                .anyMatch(cause -> cause instanceof IOException || cause instanceof UnreadableAnswerException);
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
        try {
            String told = Json.text(JsonReader.read(words()), "message");
            return told.isBlank() ? words() : told.replaceFirst("\\.$", "");
        } catch (UnreadableAnswerException e) {
            return words();
        }
    }

    private String words() {
        return answer.map(Answer::body).orElse(String.valueOf(thrown.getMessage()));
    }
}
