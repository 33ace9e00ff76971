package io.github.syncimage.github;

import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.GitHubException;
import io.github.syncimage.github.http.GitHubHttp.UnreadableAnswerException;
import io.github.syncimage.github.http.RateLimit;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What this program asks of GitHub, a method for each request but the creation of comments, which camel-github sends. A
 * request waits until the rate limit lets it through, and is sent once: whoever calls decides whether to send it again.
 */
public final class GitHub {
    private static final int PAGE = 100;
    private static final int FORBIDDEN = 403;
    /** The answers that say that something is not allowed, or not there any more. */
    private static final Set<Integer> REFUSALS = Set.of(FORBIDDEN, 404, 410);
    /** Where it has given no answer for so long, it is asked whether it is there. */
    private static final Duration SILENT = Duration.ofSeconds(10);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(15);

    private final GitHubHttp http;
    private final RateLimits limits;
    private long asked = System.nanoTime() - BETWEEN_QUESTIONS.toNanos();
    private boolean reached = true;

    /**
     * A request.
     *
     * @param path below the API's address, with the query
     * @param json what is sent, or null
     * @param refusable whether 403, 404 and 410 are answers like others, for callers that can go on without
     */
    public record Call(String method, String path, String json, boolean refusable) {
        static Call get(String path) {
            return new Call("GET", path, null, false);
        }

        Call mayBeRefused() {
            return new Call(method, path, json, true);
        }
    }

    /**
     * What has become of a change to an issue.
     *
     * @param status of the answer
     * @param issue as it is now; null where it was refused, or something on the way has replaced the answer
     */
    public record Changed(int status, Issue issue) {
        public boolean refused() {
            return REFUSALS.contains(status);
        }
    }

    /**
     * Some of the comments in a repository.
     *
     * @param last whether no more follow
     */
    public record CommentPage(List<IssueComment> comments, boolean last) {}

    public GitHub(GitHubHttp http, RateLimits limits) {
        this.http = http;
        this.limits = limits;
    }

    /**
     * Sends a request.
     *
     * @param check called right before it is sent, and may throw
     * @throws GitHubException where GitHub does not do it
     */
    public Answer send(Call call, Runnable check) throws IOException, InterruptedException {
        RateLimit limit = limits.of(RepositoryName.in(call.path()).orElse(null));
        limit.awaitFor(call.method());
        check.run();
        return checked(call, limit, http.send(call.method(), call.path(), call.json(), null));
    }

    private Answer ask(Call call) throws IOException, InterruptedException {
        return send(call, () -> {});
    }

    private Answer list(String path, String etag, Consumer<Map<String, Object>> element)
            throws IOException, InterruptedException {
        RateLimit limit = limits.of(RepositoryName.in(path).orElse(null));
        limit.awaitFor("GET");
        return checked(Call.get(path), limit, http.list(path, etag, element));
    }

    private static Answer checked(Call call, RateLimit limit, Answer answer) throws GitHubException {
        int status = answer.status();
        if (status < 300 || status == 304) {
            return answer;
        }
        boolean forTheRate =
                status == FORBIDDEN && (GitHubFailures.saysTheRateIsReached(answer.body()) || limit.isClosed());
        if (forTheRate || !call.refusable() || !REFUSALS.contains(status)) {
            throw new GitHubException(answer, call.path());
        }
        return answer;
    }

    /** One issue as it is now; null where it cannot be read, as at a server that shows no single issues. */
    public Issue issue(IssueId id) throws IOException, InterruptedException {
        Answer answer = ask(Call.get(id.path()).mayBeRefused());
        return answer.status() == 200 ? Issue.read(id.repository(), answer.json()) : null;
    }

    /** Reads an issue as {@link #issue} does, but null where it was moved to another repository, to which GitHub leads. */
    public Issue issueInPlace(IssueId id) throws IOException, InterruptedException {
        Answer answer = ask(Call.get(id.path()).mayBeRefused());
        if (answer.status() != 200) {
            return null;
        }
        Map<String, Object> json = answer.json();
        String repository = Json.text(json, "repository_url");
        boolean inPlace = repository.isEmpty()
                || RepositoryName.in(repository).filter(id.repository()::equals).isPresent();
        return inPlace ? Issue.read(id.repository(), json) : null;
    }

    /** A list below {@code /repos/owner/name/}. */
    public ConditionalList.Pages list(RepositoryName repository, String below) {
        return (query, etag, element) -> list(repository.path() + "/" + below + "?" + query, etag, element);
    }

    /** A hundred comments on an issue, the oldest on the first page. */
    public List<IssueComment> comments(IssueId issue, int page) throws IOException, InterruptedException {
        List<IssueComment> comments = new ArrayList<>();
        list(
                issue.path() + "/comments?per_page=" + PAGE + "&page=" + page,
                null,
                comment -> comments.add(
                        IssueComment.read(issue.repository(), comment).brief()));
        return comments;
    }

    /**
     * A hundred comments of a repository, the oldest on the first page; a server without such a list has none. Does not wait
     * for the rate limit.
     *
     * @param whole which of them are wanted with all of their text
     */
    public CommentPage comments(RepositoryName repository, int page, Predicate<IssueComment> whole) throws IOException {
        String path =
                repository.path() + "/issues/comments?sort=created&direction=asc&per_page=" + PAGE + "&page=" + page;
        List<IssueComment> comments = new ArrayList<>();
        Answer answer = http.list(path, null, json -> {
            IssueComment comment = IssueComment.read(repository, json);
            comments.add(whole.test(comment) ? comment : comment.brief());
        });
        if (answer.status() == 404 || answer.status() == 410) {
            return new CommentPage(List.of(), true);
        }
        if (answer.status() != 200) {
            throw new GitHubException(answer, path);
        }
        boolean next = answer.link() == null ? comments.size() >= PAGE : answer.hasNext();
        return new CommentPage(comments, !next || comments.isEmpty());
    }

    /** One comment as it is now; null where somebody has deleted it. */
    public IssueComment comment(RepositoryName repository, long id) throws IOException, InterruptedException {
        Answer answer = ask(Call.get(commentPath(repository, id)).mayBeRefused());
        return answer.status() == 200 ? IssueComment.read(repository, answer.json()) : null;
    }

    private static String commentPath(RepositoryName repository, long id) {
        return repository.path() + "/issues/comments/" + id;
    }

    /** Replaces the text of a comment. */
    public void edit(RepositoryName repository, long comment, String text, Runnable check)
            throws IOException, InterruptedException {
        send(new Call("PATCH", commentPath(repository, comment), IssueComment.edit(text), false), check);
    }

    /** Takes a label off an issue; nothing happens where it has none of that name, or that is not allowed. */
    public void removeLabel(IssueId issue, String label, Runnable check) throws IOException, InterruptedException {
        send(new Call("DELETE", issue.path() + "/labels/" + label, null, true), check);
    }

    /** Changes labels and state of an issue, in one request. */
    public Changed change(IssueId issue, IssueUpdate update, Runnable check) throws IOException, InterruptedException {
        Answer answer = send(new Call("PATCH", issue.path(), update.json(), true), check);
        return new Changed(
                answer.status(), REFUSALS.contains(answer.status()) ? null : read(issue.repository(), answer));
    }

    private static Issue read(RepositoryName repository, Answer answer) {
        try {
            return Issue.read(repository, answer.json());
        } catch (UnreadableAnswerException replaced) {
            return null;
        }
    }

    /** Returns when a comment may be created on that issue. */
    public void awaitCreation(IssueId issue) throws InterruptedException {
        limits.of(issue.repository()).awaitCreation();
    }

    /** Returns whether GitHub is reached from here; where it has given no answer lately, it is asked for this repository. */
    public synchronized boolean reaches(RepositoryName repository) {
        if (limits.away().compareTo(SILENT) < 0) {
            return true;
        }
        if (System.nanoTime() - asked >= BETWEEN_QUESTIONS.toNanos()) {
            reached = answers(repository);
            asked = System.nanoTime();
        }
        return reached;
    }

    /** At once: nobody else may ask now. */
    private boolean answers(RepositoryName repository) {
        try {
            return http.get(repository.path()).status() < 500;
        } catch (IOException unreached) {
            return false;
        }
    }
}
