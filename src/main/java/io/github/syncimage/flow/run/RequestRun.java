package io.github.syncimage.flow.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.Marker;
import java.util.List;

/**
 * One run of an issue's request: what travels, as JSON, from accepting to mirroring. It holds what the issue said when it
 * was accepted; what that means is read from it again, so nothing else has to be carried.
 *
 * @param comments how many the issue had, -1 where that is not known
 * @param touched when somebody last did something on the issue, in milliseconds of the epoch; 0 where that is not known
 * @param wasClosed whether the issue was closed before; null where that is not known
 * @param comment id of the comment that tells how the run goes, null before there is one
 * @param answered the result that the comment tells already, null while there is none: only closing is left to do
 * @param command id of the comment whose command the run obeys, 0 where none asked for it
 * @param words what followed that {@code /retry}: platforms, maybe
 * @param cancelled whether that command was {@code /cancel}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RequestRun(
        long issue,
        String title,
        String body,
        String user,
        List<String> labels,
        String fingerprint,
        int comments,
        long touched,
        Boolean wasClosed,
        Long comment,
        String answered,
        long command,
        String words,
        boolean cancelled) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public RequestRun {
        words = words == null ? "" : words;
    }

    /** A run of the issue as it stands, about which nothing was written yet. */
    public static RequestRun on(Issue issue) {
        return new RequestRun(
                issue.number(),
                issue.title(),
                issue.body(),
                issue.author(),
                issue.labels(),
                issue.fingerprint(),
                issue.comments(),
                issue.updatedAt() == null ? 0 : issue.updatedAt().toEpochMilli(),
                issue.wasClosed(),
                null,
                null,
                0,
                "",
                false);
    }

    public RequestRun withComment(Long newComment) {
        return with(labels, newComment, answered, command, words, cancelled);
    }

    public RequestRun withLabels(List<String> newLabels) {
        return with(newLabels, comment, answered, command, words, cancelled);
    }

    /** The same run, with nothing left to do but to close the issue. */
    RequestRun answeredBy(Marker.Found earlier) {
        return with(labels, earlier.comment(), earlier.marker().state(), command, words, cancelled);
    }

    RequestRun obeying(Command given) {
        return with(labels, comment, answered, given.comment().id(), given.words(), given.cancels());
    }

    private RequestRun with(
            List<String> newLabels,
            Long newComment,
            String newAnswer,
            long newCommand,
            String newWords,
            boolean nowCancelled) {
        return new RequestRun(
                issue,
                title,
                body,
                user,
                newLabels,
                fingerprint,
                comments,
                touched,
                wasClosed,
                newComment,
                newAnswer,
                newCommand,
                newWords,
                nowCancelled);
    }

    /** The page of its comments, a hundred each, that holds the newest. */
    public int lastPageOfComments() {
        return Math.max(comments - 1, 0) / 100 + 1;
    }

    /** Whether the labels still tell the result of an earlier run. */
    public boolean rerun() {
        return IssueUpdate.hasResult(labels);
    }

    /** The labels that tell it. */
    public List<String> results() {
        return IssueUpdate.results(labels);
    }

    /** A number that no other run has at the same time: its comment's, or one for the issue before there is one. */
    public long number() {
        return comment == null ? -issue : comment;
    }

    /** What the comment of this run hides. */
    public Marker marker(String state) {
        return new Marker(issue, fingerprint, state, command);
    }

    /** What {@link #parse} reads. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers is always writable", e);
        }
    }

    /** @throws IllegalArgumentException when the text is no run */
    public static RequestRun parse(String json) {
        try {
            return MAPPER.readValue(json, RequestRun.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what came from the queue is no request", e);
        }
    }
}
