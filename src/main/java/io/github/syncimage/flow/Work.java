package io.github.syncimage.flow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.github.Issue;
import io.github.syncimage.github.IssueUpdate;
import io.github.syncimage.github.Marker;
import java.util.List;

/**
 * One run of an issue's request: what travels, as JSON, from accepting to mirroring. It holds what the issue said when it
 * was accepted; what that means is read from it again, so nothing else has to be carried.
 *
 * @param comments how many the issue had, -1 where that is not known
 * @param comment id of the comment that tells how the run goes, null before there is one
 * @param answered the result that the comment tells already, null while there is none: only closing is left to do
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Work(
        long issue,
        String title,
        String body,
        String user,
        List<String> labels,
        String fingerprint,
        int comments,
        Long comment,
        String answered) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A run of the issue as it stands, about which nothing was written yet. */
    public static Work on(Issue issue) {
        return new Work(
                issue.number(),
                issue.title(),
                issue.body(),
                issue.author(),
                issue.labels(),
                issue.fingerprint(),
                issue.comments(),
                null,
                null);
    }

    public Work withComment(Long newComment) {
        return new Work(issue, title, body, user, labels, fingerprint, comments, newComment, answered);
    }

    public Work withLabels(List<String> newLabels) {
        return new Work(issue, title, body, user, newLabels, fingerprint, comments, comment, answered);
    }

    private Work withAnswer(long newComment, String result) {
        return new Work(issue, title, body, user, labels, fingerprint, comments, newComment, result);
    }

    /**
     * Goes on where an earlier run was interrupted, as the latest comment of ours tells. docs/decisions/0031 goes through
     * the moments at which the program can die.
     */
    public Work after(Marker.Found earlier) {
        if (earlier.unfinished()) {
            return withComment(earlier.comment());
        }
        boolean notClosed =
                !IssueUpdate.hasResult(labels) && earlier.marker().fingerprint().equals(fingerprint);
        return notClosed ? withAnswer(earlier.comment(), earlier.marker().state()) : this;
    }

    /** The page of its comments, a hundred each, that holds the newest. */
    public int lastPageOfComments() {
        return Math.max(comments - 1, 0) / 100 + 1;
    }

    /** Whether the labels still tell the result of an earlier run. */
    public boolean rerun() {
        return IssueUpdate.hasResult(labels);
    }

    /** What the comment of this run hides. */
    public Marker marker(String state) {
        return new Marker(issue, fingerprint, state);
    }

    /** What {@link #parse} reads. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers is always writable", e);
        }
    }

    /** @throws IllegalArgumentException when the text is no work */
    public static Work parse(String json) {
        try {
            return MAPPER.readValue(json, Work.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what came from the queue is no request", e);
        }
    }
}
