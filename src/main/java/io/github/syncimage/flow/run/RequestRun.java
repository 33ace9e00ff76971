package io.github.syncimage.flow.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.Marker;
import java.time.Instant;
import java.util.Comparator;
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
        return with(labels, newComment, answered);
    }

    public RequestRun withLabels(List<String> newLabels) {
        return with(newLabels, comment, answered);
    }

    private RequestRun with(List<String> newLabels, Long newComment, String newAnswer) {
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
                command,
                words,
                cancelled);
    }

    private RequestRun obeying(Command newCommand) {
        return new RequestRun(
                issue,
                title,
                body,
                user,
                labels,
                fingerprint,
                comments,
                touched,
                wasClosed,
                comment,
                answered,
                newCommand.comment().id(),
                newCommand.words(),
                newCommand.cancels());
    }

    /**
     * Goes on where an earlier run was interrupted, as the latest comment of ours tells, and obeys the latest command that
     * came after that. docs/decisions/0031 goes through the moments at which the program can die.
     *
     * @param earlier null where we have written none
     * @param listed the newest comments of the issue
     * @param ended whether the program itself has brought that earlier run to its end since it started
     */
    public RequestRun after(Marker.Found earlier, List<IssueComment> listed, boolean ended) {
        List<Command> commands = listed.stream()
                .flatMap(listedComment -> Command.in(listedComment).stream())
                .filter(given -> given.by(user))
                .sorted(Comparator.comparingLong(given -> given.comment().id()))
                .toList();
        RequestRun obedient = commands.stream()
                .filter(given -> earlier == null || given.comment().id() > earlier.heeded())
                .reduce((one, later) -> later)
                .map(this::obeying)
                .orElse(this);
        if (earlier == null) {
            return obedient;
        }
        if (earlier.unfinished()) {
            return obedient.command == 0 ? resumed(earlier, commands) : obedient.withComment(earlier.comment());
        }
        boolean again = ended || obedient.command != 0 && !obedient.cancelled || openedAgain(earlier);
        boolean onlyClose = !again && !rerun() && earlier.marker().fingerprint().equals(fingerprint);
        return onlyClose ? with(labels, earlier.comment(), earlier.marker().state()) : obedient;
    }

    private RequestRun resumed(Marker.Found earlier, List<Command> commands) {
        return commands.stream()
                .filter(given -> given.comment().id() == earlier.marker().command())
                .findFirst()
                .map(this::obeying)
                .orElse(this)
                .withComment(earlier.comment());
    }

    // Whoever opens it again touches it after our last word; a run that died before the closing left it untouched.
    private boolean openedAgain(Marker.Found earlier) {
        Instant said = earlier.in().updatedAt();
        boolean later = said != null && touched > said.toEpochMilli();
        return later && !Boolean.FALSE.equals(wasClosed);
    }

    /** The page of its comments, a hundred each, that holds the newest. */
    public int lastPageOfComments() {
        return Math.max(comments - 1, 0) / 100 + 1;
    }

    /** Whether the labels still tell the result of an earlier run. */
    public boolean rerun() {
        return IssueUpdate.hasResult(labels);
    }

    /** Those labels. */
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

    /** @throws IllegalArgumentException when the text is no work */
    public static RequestRun parse(String json) {
        try {
            return MAPPER.readValue(json, RequestRun.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what came from the queue is no request", e);
        }
    }
}
