package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * GitHub's REST API of issues, comments and labels for one repository, on a free port of 127.0.0.1. It refuses what
 * GitHub's OpenAPI description refuses, knows conditional requests, pages and rate limits, and records each call.
 *
 * <p>The methods {@link #open}, {@link #comment}, {@link #reopen} and so on are what people do on the web page; they are
 * no calls.
 */
public final class LoopbackGitHub extends DemoGitHub {
    /** Whom GitHub names where the token is that of a workflow's run. */
    public static final String ACTIONS = "github-actions[bot]";

    private final Faults faults = new Faults();
    private final Quota quota = new Quota();
    private final Router router = new Router(this, super::serve);
    private final String token;
    private final String prefix;
    private final List<String> repository;
    private volatile boolean strong;
    private volatile int userStatus = 200;
    private volatile LoopbackApp app;

    /** Starts one that wants no token. */
    public LoopbackGitHub(String owner, String repo) {
        this(owner, repo, null, "");
    }

    /**
     * Starts it.
     *
     * @param token that every call has to carry, or null
     * @param prefix before every path: empty, or {@code /api/v3} as GitHub Enterprise Server has it
     */
    public LoopbackGitHub(String owner, String repo, String token, String prefix) {
        super(owner, repo, prefix);
        this.token = token;
        this.prefix = prefix;
        this.repository = List.of("repos", owner, repo);
    }

    /** Somebody opens a pull request, which the list of issues shows too; returns its number. */
    public int openPullRequest(String title, String user, String... labels) {
        return tracker.open(title, "", user, true, List.of(labels)).number();
    }

    public void editTitle(int number, String title) {
        tracker.change(number, Map.of("title", title));
    }

    public void editBody(int number, String body) {
        tracker.change(number, Json.withNulls("body", body));
    }

    public void label(int number, String... labels) {
        tracker.change(number, Map.of("labels", List.of(labels)));
    }

    public void close(int number) {
        tracker.change(number, Map.of("state", "closed"));
    }

    public void reopen(int number) {
        tracker.change(number, Map.of("state", "open"));
    }

    /** Somebody comments; returns the comment's id. */
    public long comment(int number, String user, String body) {
        return tracker.comment(number, user, body).id();
    }

    /** What a user is to this repository: {@code OWNER}, {@code MEMBER}, {@code COLLABORATOR}; else {@code NONE}. */
    public void associate(String user, String association) {
        tracker.associations.put(user, association);
    }

    /**
     * From now on the token is one without a user, as in Actions: {@code GET /user} is refused, and what it writes is by
     * {@code github-actions[bot]}.
     *
     * @param status 403 as GitHub answers, or 404
     */
    public void withoutUser(int status) {
        userStatus = status;
        self = ACTIONS;
    }

    /** From now on it is spoken to by an App, which has tokens of its own. */
    public void through(LoopbackApp speaking) {
        app = speaking;
        self = LoopbackApp.SLUG + "[bot]";
        userStatus = 403;
    }

    /** The same, with whom GitHub names. */
    public void withoutUser(int status, String login) {
        withoutUser(status);
        self = login;
    }

    /** From now on the token may not label: GitHub leaves labels out of what it does, and says nothing. */
    public void dropLabels() {
        router.dropsLabels = true;
    }

    /** Something happens just before the next call that fits is answered. */
    public void before(Predicate<ExchangeCall> which, Runnable what) {
        faults.before(which, what);
    }

    public void forgetCalls() {
        server.forgetCalls();
    }

    /** The primary limit: that many calls from now to the reset (0 for none), then again as many as GitHub allows. */
    public void allow(int calls, Instant reset) {
        quota.allow(calls, reset);
    }

    /**
     * The secondary limit: the next so many calls that fit are refused.
     *
     * @param status 403 or 429
     * @param retryAfter what the header says, or null for none
     */
    public void limitSecondary(int times, Predicate<ExchangeCall> which, int status, Duration retryAfter) {
        Response refusal = quota.stamp(Refusal.of(
                        status,
                        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
                .response());
        faults.answerNext(
                times,
                which,
                retryAfter == null ? refusal : refusal.with("Retry-After", String.valueOf(retryAfter.toSeconds())));
    }

    /** The next so many calls fail with that status; 0 breaks the connection. */
    public void failNext(int times, int status) {
        failNext(times, status, call -> true);
    }

    /** The next so many calls that fit fail with that status; 0 breaks the connection. */
    public void failNext(int times, int status, Predicate<ExchangeCall> which) {
        Response failure =
                status == 0 ? null : Refusal.of(status, "Server Error").response();
        faults.answerNext(times, which, failure);
    }

    /** The next so many calls that fit do what they ask for, but their answers get lost. */
    public void loseAnswer(int times, Predicate<ExchangeCall> which) {
        faults.loseNext(times, which);
    }

    /** Takes back what {@link #failNext} and {@link #limitSecondary} have left. */
    public void behave() {
        faults.behave();
    }

    /** ETags are strong from now on, {@code "abc"}; otherwise weak, {@code W/"abc"}. */
    public void strongETags() {
        strong = true;
    }

    /** Every answer waits so long first. */
    public void latency(Duration duration) {
        faults.latency(duration);
    }

    @Override
    Response answer(Request request) throws IOException {
        return faults.answer(request, this::checked);
    }

    private Response checked(Request request) throws IOException {
        try {
            return authorised(request);
        } catch (Refusal refusal) {
            return quota.stamp(refusal.response());
        }
    }

    private Response authorised(Request request) throws IOException {
        if (request.header("User-Agent").isBlank()) {
            throw Refusal.of(403, "Request forbidden by administrative rules. A User-Agent header is required.");
        }
        String given = request.header("Authorization");
        if (app == null && token != null && !given.matches("(?i)(bearer|token) .*")) {
            throw Refusal.of(401, "Requires authentication");
        }
        if (app == null
                && token != null
                && !given.substring(given.indexOf(' ') + 1).strip().equals(token)) {
            throw Refusal.of(401, "Bad credentials");
        }
        if (!request.path().startsWith(prefix + "/")) {
            throw Refusal.notFound();
        }
        List<String> segments = request.segments();
        List<String> path = segments.subList(prefix.isEmpty() ? 0 : prefix.split("/").length - 1, segments.size());
        Response ofApp = app == null ? null : app.answer(request, path);
        if (ofApp != null) {
            return ofApp;
        }
        if (path.equals(List.of("rate_limit"))) {
            return quota.stamp(Response.json(200, quota.describe()));
        }
        if (path.equals(List.of("user"))) {
            return quota.stamp(user());
        }
        if (!quota.open()) {
            throw Refusal.of(403, "API rate limit exceeded for user " + SELF + ".");
        }
        Response response = served(request, path);
        // An answer that nothing has changed is free.
        if (response.status() != 304) {
            quota.use();
        }
        return quota.stamp(response);
    }

    private Response user() {
        if (userStatus != 200) {
            throw Refusal.of(userStatus, "Resource not accessible by integration");
        }
        return Response.json(200, Documents.user(SELF));
    }

    private Response served(Request request, List<String> path) throws IOException {
        try {
            if (path.size() < 3
                    || !String.join("/", path.subList(0, 3)).equalsIgnoreCase(String.join("/", repository))) {
                throw Refusal.notFound();
            }
            return conditional(request, router.route(request, path.subList(3, path.size())));
        } catch (Refusal refusal) {
            return refusal.response();
        }
    }

    private Response conditional(Request request, Response response) {
        if (!request.method().equals("GET") || response.status() != 200) {
            return response;
        }
        // Of the page's content alone, as GitHub's: the Link header may change without it.
        String etag =
                (strong ? "" : "W/") + "\"" + Digest.of(response.content()).hex() + "\"";
        if (request.header("If-None-Match").equals(etag)) {
            return Response.of(304).with("ETag", etag);
        }
        return response.with("ETag", etag).with("Cache-Control", "private, max-age=60, s-maxage=60");
    }
}
