package io.github.syncimage.run;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.store.run.Note;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All that is remembered of runs. Only within {@link RunLedger#change} and its kind.
 *
 * @param places of the runs that were taken
 * @param pauses of the issues that are left alone
 * @param failures how often in a row a run of the issue came to no end
 * @param closed the issues that we closed
 * @param told the comment of the last run of an issue that is over
 * @param answered the round in which a requester had the last turn of being answered
 * @param copied the round of the last turn at the workers
 * @param large the same at their places for large images
 * @param news the repositories of which there is news that nobody has looked at
 */
public record Book(
        Shelf<IssueId, Place> places,
        Shelf<IssueId, Pause> pauses,
        Shelf<IssueId, Integer> failures,
        Shelf<IssueId, Closed> closed,
        Shelf<IssueId, Long> told,
        Shelf<String, Long> answered,
        Shelf<String, Long> copied,
        Shelf<String, Long> large,
        Shelf<RepositoryName, Boolean> news) {
    /** @param issues what an issue is called here: one of a repository that is served alone by its number */
    public static Book empty(UnaryOperator<IssueId> issues) {
        return new Book(
                new Shelf<>(Kind.ofIssues("place", Place.class, issues)),
                new Shelf<>(Kind.ofIssues("pause", Pause.class, issues)),
                new Shelf<>(Kind.ofIssues("failures", Integer.class, issues)),
                new Shelf<>(Kind.ofIssues("closed", Closed.class, issues)),
                new Shelf<>(Kind.ofIssues("told", Long.class, issues)),
                new Shelf<>(new Kind<>("answered", Long.class, Function.identity(), Function.identity())),
                new Shelf<>(new Kind<>("copied", Long.class, Function.identity(), Function.identity())),
                new Shelf<>(new Kind<>("large", Long.class, Function.identity(), Function.identity())),
                new Shelf<>(new Kind<>("news", Boolean.class, RepositoryName::parse, RepositoryName::toString)));
    }

    /** Whether a run of the issue stands at such a place. */
    public boolean has(IssueId issue, Predicate<Place> which) {
        return places.find(issue).filter(which).isPresent();
    }

    private List<Shelf<?, ?>> shelves() {
        return List.of(places, pauses, failures, closed, told, answered, copied, large, news);
    }

    void load(List<Note> notes) {
        for (Note note : notes) {
            shelves().stream().filter(shelf -> shelf.kind().equals(note.kind())).forEach(shelf -> shelf.load(note));
        }
    }

    List<Note> changes() {
        return shelves().stream().flatMap(shelf -> shelf.changes().stream()).toList();
    }

    void keep() {
        shelves().forEach(Shelf::keep);
    }

    void undo() {
        shelves().forEach(Shelf::undo);
    }

    void clear() {
        shelves().forEach(Shelf::clear);
    }
}
