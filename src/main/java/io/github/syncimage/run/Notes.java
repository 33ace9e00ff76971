package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.store.run.Note;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The notes are all that is remembered of runs. They are only read and changed through a {@link RunLedger}.
 *
 * @param runs that were taken
 * @param pauses of the issues that are left alone
 * @param failures how often in a row a run of the issue came to no end
 * @param closed the issues that we closed
 * @param told the comment of the last run of an issue that is over
 * @param answerRounds the round in which a requester was last given a first answer
 * @param copyRounds the round in which a requester last got a worker
 * @param largeRounds the round in which a requester last got a worker for a large image
 * @param news the repositories of which there is news that nobody has looked at
 */
public record Notes(
        NoteMap<IssueId, RunState> runs,
        NoteMap<IssueId, Pause> pauses,
        NoteMap<IssueId, Integer> failures,
        NoteMap<IssueId, Closed> closed,
        NoteMap<IssueId, Long> told,
        NoteMap<String, Long> answerRounds,
        NoteMap<String, Long> copyRounds,
        NoteMap<String, Long> largeRounds,
        NoteMap<RepositoryName, Boolean> news) {
    /**
     * An issue was closed by us.
     *
     * @param fingerprint of what the issue said
     * @param at when, in milliseconds of the epoch, by GitHub's time where that is known
     * @param wasClosed whether it was closed before; null where that is not known
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Closed(String fingerprint, long at, Boolean wasClosed) {}

    /** @param issues completes an issue of a repository that is served alone: its notes are kept by the number only */
    public static Notes empty(UnaryOperator<IssueId> issues) {
        return new Notes(
                new NoteMap<>(Kind.ofIssues("place", RunState.class, issues)),
                new NoteMap<>(Kind.ofIssues("pause", Pause.class, issues)),
                new NoteMap<>(Kind.ofIssues("failures", Integer.class, issues)),
                new NoteMap<>(Kind.ofIssues("closed", Closed.class, issues)),
                new NoteMap<>(Kind.ofIssues("told", Long.class, issues)),
                new NoteMap<>(new Kind<>("answered", Long.class, Function.identity(), Function.identity())),
                new NoteMap<>(new Kind<>("copied", Long.class, Function.identity(), Function.identity())),
                new NoteMap<>(new Kind<>("large", Long.class, Function.identity(), Function.identity())),
                new NoteMap<>(new Kind<>("news", Boolean.class, RepositoryName::parse, RepositoryName::toString)));
    }

    public boolean hasRun(IssueId issue, Predicate<RunState> which) {
        return runs.find(issue).filter(which).isPresent();
    }

    private List<NoteMap<?, ?>> maps() {
        return List.of(runs, pauses, failures, closed, told, answerRounds, copyRounds, largeRounds, news);
    }

    void load(List<Note> notes) {
        for (Note note : notes) {
            maps().stream().filter(map -> map.kind().equals(note.kind())).forEach(map -> map.load(note));
        }
    }

    List<Note> changes() {
        return maps().stream().flatMap(map -> map.changes().stream()).toList();
    }

    void keep() {
        maps().forEach(NoteMap::keep);
    }

    void undo() {
        maps().forEach(NoteMap::undo);
    }

    void clear() {
        maps().forEach(NoteMap::clear);
    }
}
