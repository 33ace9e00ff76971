package io.github.syncimage.github.model;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/**
 * One issue as GitHub lists it. Title, body and author are whatever somebody typed.
 *
 * @param comments how many it has; 0 saves the request for them, -1 where GitHub didn't tell
 * @param closedAt null while it is open
 * @param fingerprint twelve hex digits that change with every edit of title or body
 * @param cut whether the body is no more than the beginning of what stands there
 * @param wasClosed whether it was closed before, open as it may be now; null where GitHub didn't tell
 */
public record Issue(
        IssueId id,
        String title,
        String body,
        String author,
        boolean open,
        boolean pullRequest,
        List<String> labels,
        int comments,
        Instant createdAt,
        Instant updatedAt,
        Instant closedAt,
        Boolean wasClosed,
        String fingerprint,
        boolean cut) {
    /** What is held of a body of which many are: what people ask for is shorter, but for what they paste. */
    private static final int BRIEF = 2000;

    public Issue {
        labels = List.copyOf(labels);
    }

    /** Reads an element of {@code GET /repos/{owner}/{repo}/issues}, or the whole of {@code GET …/issues/{number}}. */
    public static Issue read(RepositoryName repository, Map<String, ?> json) {
        String state = Json.text(json, "state");
        String title = Json.text(json, "title");
        String body = Json.text(json, "body");
        return new Issue(
                new IssueId(repository, Json.number(json, "number", 0)),
                title,
                body,
                Json.text(Json.object(json, "user"), "login"),
                state.isEmpty() || state.equals("open"),
                json.get("pull_request") != null,
                Json.objects(json, "labels").stream()
                        .map(label -> Json.text(label, "name"))
                        .toList(),
                (int) Json.number(json, "comments", -1),
                time(json, "created_at"),
                time(json, "updated_at"),
                time(json, "closed_at"),
                json.containsKey("state_reason") ? (Boolean) (json.get("state_reason") != null) : null,
                Sha256.digits(title + "\n" + body, 6),
                false);
    }

    static Instant time(Map<String, ?> object, String name) {
        String text = Json.text(object, name);
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            // A work-alike's idea of a time is no reason to serve nobody.
            return null;
        }
    }

    public long number() {
        return id.number();
    }

    /** Returns whether a text is longer than can be held of many. */
    public static boolean isLong(String body) {
        return body.length() > BRIEF;
    }

    /** Returns this issue with the beginning of its body only, where that {@link #isLong}. */
    public Issue brief() {
        return isLong(body)
                ? new Issue(
                        id,
                        title,
                        body.substring(0, BRIEF),
                        author,
                        open,
                        pullRequest,
                        labels,
                        comments,
                        createdAt,
                        updatedAt,
                        closedAt,
                        wasClosed,
                        fingerprint,
                        true)
                : this;
    }
}
