package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.Marker;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * One run of an issue's request: what travels, as JSON, from accepting to mirroring. It holds what the issue said when it
 * was accepted; what that means is read from it again, so nothing else has to be carried.
 *
 * @param created when the issue was, in milliseconds of the epoch; 0 where that is not known
 * @param comments how many the issue had, -1 where that is not known
 * @param touched when somebody last did something on the issue, in milliseconds of the epoch; 0 where that is not known
 * @param wasClosed whether the issue was closed before; null where that is not known
 * @param comment id of the comment that tells how the run goes, null before there is one
 * @param answered the result that the comment tells already, null while there is none: only closing is left to do
 * @param command id of the comment whose command the run obeys, 0 where none asked for it
 * @param words what followed that {@code /retry}: platforms, maybe
 * @param cancelled whether that command was {@code /cancel}
 * @param asker who wrote that command, or else the issue
 * @param byMaintainer whether a maintainer wrote it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RequestRun(
        @JsonDeserialize(using = RequestRun.IssueReader.class)
        IssueId issue,

        String title,
        String body,
        String user,
        List<String> labels,
        String fingerprint,
        long created,
        int comments,
        long touched,
        Boolean wasClosed,
        Long comment,
        String answered,
        long command,
        String words,
        boolean cancelled,
        String asker,
        boolean byMaintainer) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public RequestRun {
        words = words == null ? "" : words;
        asker = asker == null ? user : asker;
    }

    /** A run of the issue as it stands, about which nothing was written yet. */
    public static RequestRun on(Issue issue) {
        return new RequestRun(
                issue.id(),
                issue.title(),
                issue.body(),
                issue.author(),
                issue.labels(),
                issue.fingerprint(),
                issue.createdAt() == null ? 0 : issue.createdAt().toEpochMilli(),
                issue.comments(),
                issue.updatedAt() == null ? 0 : issue.updatedAt().toEpochMilli(),
                issue.wasClosed(),
                null,
                null,
                0,
                "",
                false,
                null,
                false);
    }

    public RequestRun withComment(Long newComment) {
        return with(labels, newComment, answered, command, words, cancelled, asker, byMaintainer);
    }

    public RequestRun withLabels(List<String> newLabels) {
        return with(newLabels, comment, answered, command, words, cancelled, asker, byMaintainer);
    }

    /** The same run, with nothing left to do but to close the issue. */
    RequestRun answeredBy(Marker.Found earlier) {
        return with(
                labels, earlier.comment(), earlier.marker().state(), command, words, cancelled, asker, byMaintainer);
    }

    /**
     * The same where its comment tells its result already.
     *
     * @param own the run's comment as it is now
     */
    public RequestRun answeredIn(IssueComment own) {
        return Marker.of(own)
                .filter(found -> !found.unfinished())
                .filter(found -> found.marker().equals(marker(found.marker().state())))
                .map(this::answeredBy)
                .orElse(this);
    }

    RequestRun obeying(Command given) {
        return with(
                labels,
                comment,
                answered,
                given.comment().id(),
                given.words(),
                given.cancels(),
                given.comment().author(),
                given.comment().trusted());
    }

    private RequestRun with(
            List<String> newLabels,
            Long newComment,
            String newAnswer,
            long newCommand,
            String newWords,
            boolean nowCancelled,
            String newAsker,
            boolean nowByMaintainer) {
        return new RequestRun(
                issue,
                title,
                body,
                user,
                newLabels,
                fingerprint,
                created,
                comments,
                touched,
                wasClosed,
                newComment,
                newAnswer,
                newCommand,
                newWords,
                nowCancelled,
                newAsker,
                nowByMaintainer);
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

    /** What no other run has at the same time: its issue and its comment, which is null before there is one. */
    public record Key(IssueId issue, Long comment) {}

    public Key key() {
        return new Key(issue, comment);
    }

    /** What the comment of this run hides. */
    public Marker marker(String state) {
        return new Marker(issue.number(), fingerprint, state, command);
    }

    /** What {@link #parse} reads. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers is always writable", e);
        }
    }

    /** Reads an issue with the help of who knows the repositories. */
    static final class IssueReader extends JsonDeserializer<IssueId> {
        @Override
        public IssueId deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            @SuppressWarnings("unchecked")
            Function<String, IssueId> issues = (Function<String, IssueId>) context.getAttribute(IssueId.class);
            return issues.apply(parser.getValueAsString());
        }
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @param issues finds an issue by what it is called
     * @throws IllegalArgumentException when the text is no run
     */
    public static RequestRun parse(String json, Function<String, IssueId> issues) {
        try {
            return MAPPER.readerFor(RequestRun.class)
                    .withAttribute(IssueId.class, issues)
                    .readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what came from the queue is no request", e);
        }
    }
}
