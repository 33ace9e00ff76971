package io.github.syncimage.demo;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * GitHub's REST API of issues and comments for one repository, on a free port of 127.0.0.1, as far as a client needs it
 * that makes no mistakes. It records each call.
 *
 * <p>{@link #open} stands for a person on the web page and is not recorded.
 */
public class DemoGitHub implements AutoCloseable {
    private static final int HOURLY = 5000;

    /** The user whose token the program has. */
    public static final String SELF = "mirror-bot";

    final LoopbackServer server = new LoopbackServer("loopback-github", true, this::answer);
    final Tracker tracker = new Tracker();
    final Documents documents;
    /** The user whose token the program has. */
    volatile String self = SELF;

    private final String prefix;

    public DemoGitHub(String owner, String repo) {
        this(owner, repo, "");
    }

    /** @param prefix before every path: empty, or {@code /api/v3} as GitHub Enterprise Server has it */
    DemoGitHub(String owner, String repo, String prefix) {
        this.prefix = prefix;
        documents = new Documents(tracker, owner + "/" + repo, apiUrl().toString());
        tracker.associations.putAll(Map.of(owner, "OWNER", SELF, "MEMBER"));
    }

    /** The base of all paths: what {@code GITHUB_API_URL} holds. */
    public URI apiUrl() {
        return URI.create(server.uri() + prefix);
    }

    /**
     * Tells of the issue, as GitHub does where somebody opens one.
     *
     * @return the answer's status, 0 where there was none
     */
    public int tell(WebhookSender webhook, int number) {
        return webhook.send("issues", documents.opened(issue(number)));
    }

    /** Somebody opens an issue; returns its number. */
    public int open(String title, String body, String user, String... labels) {
        return tracker.open(title, body, user, false, List.of(labels)).number();
    }

    /** The issue as it is now. */
    public TrackedIssue issue(int number) {
        return tracker.issue(number);
    }

    /** Its comments, oldest first. */
    public List<Comment> comments(int number) {
        return tracker.comments(number);
    }

    /** All that was asked, in the order of arrival, bodies too. */
    public List<ExchangeCall> calls() {
        return server.calls();
    }

    @Override
    public void close() {
        server.close();
    }

    Response answer(Request request) throws IOException {
        List<String> path = request.segments();
        List<String> below = path.subList(Math.min(3, path.size()), path.size());
        try {
            Map<String, Object> body = request.body().length == 0 ? Map.of() : Json.read(request.body());
            return counted(serve(shape(request, below), below, request, body));
        } catch (NoSuchElementException e) {
            return Response.json(404, Map.of("message", "Not Found"));
        }
    }

    // Says what is left of the hour's requests, which is always something.
    private Response counted(Response response) {
        Instant reset = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return response.with("x-ratelimit-limit", String.valueOf(HOURLY))
                .with("x-ratelimit-remaining", String.valueOf(HOURLY - calls().size() % HOURLY))
                .with("x-ratelimit-reset", String.valueOf(reset.getEpochSecond()));
    }

    /**
     * Answers a call.
     *
     * @param shape of method and path: {@code PATCH issues/N}
     * @param path segments below the repository: {@code issues}, {@code 1}
     * @throws NoSuchElementException where nothing has that address
     */
    Response serve(String shape, List<String> path, Request request, Map<String, ?> body) {
        return switch (shape) {
            case "GET issues" -> Response.json(200, documents.issues(tracker.open(request.query("labels", ""))));
            case "GET issues/N" -> issue(tracker.issue((int) number(path)));
            case "PATCH issues/N" -> issue(tracker.change((int) number(path), body));
            case "GET issues/comments" -> Response.json(200, documents.comments(tracker.comments()));
            case "GET issues/comments/N" -> comment(200, tracker.comment(number(path)));
            case "GET issues/N/comments" ->
                Response.json(200, documents.comments(tracker.comments((int) number(path))));
            case "POST issues/N/comments" ->
                comment(201, tracker.comment((int) number(path), self, Json.text(body, "body")));
            case "PATCH issues/comments/N" -> comment(200, tracker.editComment(number(path), Json.text(body, "body")));
            default -> throw new NoSuchElementException();
        };
    }

    static String shape(Request request, List<String> path) {
        return request.method() + " " + String.join("/", path).replaceAll("\\b[0-9]{1,18}\\b", "N");
    }

    private Response issue(TrackedIssue issue) {
        return Response.json(200, documents.issue(issue));
    }

    private Response comment(int status, Comment comment) {
        return Response.json(status, documents.comment(comment));
    }

    /** The number in a path. */
    static long number(List<String> path) {
        return Long.parseLong(path.stream()
                .filter(part -> part.matches("[0-9]{1,18}"))
                .findFirst()
                .orElseThrow());
    }
}
