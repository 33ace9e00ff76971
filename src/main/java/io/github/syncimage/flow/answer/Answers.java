package io.github.syncimage.flow.answer;

import io.github.syncimage.flow.intake.Requests;
import io.github.syncimage.flow.line.Pauses;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.IssueUpdate;
import io.github.syncimage.github.model.Marker;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.report.CommentWriter;
import io.github.syncimage.report.Language;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is written on issues: the comment, and what the issue is changed to. */
public final class Answers {
    /** The state in the marker of a run that was refused; its label is that of a failure. */
    private static final String REFUSED = "refused";

    private final CommentWriter writer;
    private final Function<RepositoryName, Language> languages;
    private final URI runUrl;
    private final URI page;
    private final Requests requests;
    private final Forecast forecast;

    /**
     * @param languages in which a repository is answered
     * @param runUrl of the Actions run that does the work, or null
     * @param page where people reach the page, with a slash at its end; null where that is not known
     */
    public Answers(
            CommentWriter writer,
            Function<RepositoryName, Language> languages,
            URI runUrl,
            URI page,
            Requests requests,
            Forecast forecast) {
        this.writer = writer;
        this.languages = languages;
        this.runUrl = runUrl;
        this.page = page;
        this.requests = requests;
        this.forecast = forecast;
    }

    /**
     * The comment that a run begins with.
     *
     * @param position in the line for the workers, 0 where one is free
     */
    public String queued(RequestRun run, int position) {
        List<Outcome> queued = requests.images(run).stream()
                .<Outcome>map(image -> new Outcome.Queued(image.source().toString(), position))
                .toList();
        return write(run, requests.all(run, queued), Marker.WORKING);
    }

    /** The comment while it runs. */
    public String progress(Progress.Shown shown) {
        return write(shown.run(), requests.all(shown.run(), shown.outcomes()), Marker.WORKING);
    }

    /** The comment that tells the result. */
    public String result(RequestRun run, List<Outcome> outcomes) {
        return write(run, outcomes, waits(outcomes) ? Marker.WORKING : state(outcomes));
    }

    /** Whether something has to wait, so that there is no result yet. */
    public boolean waits(List<Outcome> outcomes) {
        return outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Queued);
    }

    /** When the request goes on; {@link Pauses#ITS_TURN} where it waits for nothing else. */
    public Instant until(List<Outcome> outcomes) {
        return longest(outcomes).map(Outcome.Waiting::until).orElse(Pauses.ITS_TURN);
    }

    /** Whose limit ends then. */
    public String host(List<Outcome> outcomes) {
        return longest(outcomes).map(Outcome.Waiting::host).orElse("");
    }

    private static Optional<Outcome.Waiting> longest(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.Waiting.class::isInstance)
                .map(Outcome.Waiting.class::cast)
                .max(Comparator.comparing(Outcome.Waiting::until));
    }

    /** @param outcomes of the run, null where its comment has told them already */
    IssueUpdate closing(RequestRun run, List<Outcome> outcomes) {
        String state = outcomes == null ? run.answered() : state(outcomes);
        // A cancelled one has no label.
        if (state.equals(Marker.CANCELLED)) {
            return IssueUpdate.closed("not_planned");
        }
        boolean success = state.equals(IssueUpdate.SUCCESS);
        return IssueUpdate.closed(
                run.labels(),
                success ? IssueUpdate.SUCCESS : IssueUpdate.FAILED,
                requests.namesPlatforms(run),
                state.equals(REFUSED) ? "not_planned" : "completed");
    }

    private static String state(List<Outcome> outcomes) {
        if (outcomes.stream().anyMatch(Outcome.Cancelled.class::isInstance)) {
            return Marker.CANCELLED;
        }
        if (outcomes.stream().allMatch(Outcome.Mirrored.class::isInstance)) {
            return IssueUpdate.SUCCESS;
        }
        return outcomes.stream().allMatch(Outcome.Refused.class::isInstance) ? REFUSED : IssueUpdate.FAILED;
    }

    private String write(RequestRun run, List<Outcome> outcomes, String state) {
        return writer.write(
                languages.apply(run.issue().repository()),
                outcomes.stream().map(this::forecast).toList(),
                new CommentWriter.Context(
                        run.marker(state).text(), requests.leftOut(run), runUrl, pageOf(run.issue())));
    }

    private Outcome forecast(Outcome outcome) {
        return outcome instanceof Outcome.Queued queued && queued.position() > 0
                ? new Outcome.Queued(
                        queued.image(),
                        queued.position(),
                        queued.large(),
                        forecast.wait(queued.position(), queued.large()).orElse(null))
                : outcome;
    }

    /** The address that the page has for a request: docs/page.md. */
    private URI pageOf(IssueId issue) {
        return page == null ? null : URI.create(page + "#request=" + issue.repository() + "/" + issue.number());
    }
}
