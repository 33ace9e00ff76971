package io.github.syncimage.flow.intake;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.Marker;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.model.WatchIssue;
import io.github.syncimage.issue.Decision;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.issue.Decision.Refusal;
import io.github.syncimage.issue.Reason;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.EarlierRun;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What issues ask for. */
public final class Requests {
    /** Each poll asks for what all open issues mean, and each run that ends for what all waiting ones do. */
    private static final int REMEMBERED = 2000;

    private static final int LONGEST_REMEMBERED = 4000;

    private final Function<RepositoryName, RequestReader> readers;
    private final Repositories repositories;
    private final List<String> supported;
    private final GitHub gitHub;
    private final Identity identity;
    private final RunsInProgress runs;
    private final LruCache<Text, Decision> decisions = new LruCache<>(REMEMBERED);

    /** All that a decision depends on. */
    private record Text(RepositoryName repository, String title, String body, String user, String words) {}

    /**
     * @param readers know what a repository calls targets
     * @param repositories know what label a request carries
     * @param supported upstreams, for those who ask for another
     */
    public Requests(
            Function<RepositoryName, RequestReader> readers,
            Repositories repositories,
            List<String> supported,
            GitHub gitHub,
            Identity identity,
            RunsInProgress runs) {
        this.readers = readers;
        this.repositories = repositories;
        this.supported = List.copyOf(supported);
        this.gitHub = gitHub;
        this.identity = identity;
        this.runs = runs;
    }

    /** Whether the issue is a request at all; everything else is left alone. */
    public boolean meant(Issue issue) {
        return issue.open()
                && !issue.pullRequest()
                && !WatchIssue.titled(issue.title())
                && labelled(issue)
                && decide(new Text(issue.id().repository(), issue.title(), issue.body(), issue.author(), ""))
                                .verdict()
                        != Decision.Verdict.IGNORED;
    }

    private boolean labelled(Issue issue) {
        return repositories
                .find(issue.id().repository())
                .map(ServedRepository::label)
                .filter(label -> issue.labels().stream().anyMatch(label::equalsIgnoreCase))
                .isPresent();
    }

    /** A run as it comes from the queue. */
    public RequestRun read(String json) {
        return RequestRun.parse(json, repositories::issue);
    }

    /** The run has its comment. */
    public RequestRun commented(RequestRun run, long comment) {
        return run.withComment(comment);
    }

    /** Looks among the newest comments of the issue for one of ours; the run, going on with what that tells. */
    public RequestRun findAnswer(RequestRun run) throws IOException, InterruptedException {
        identity.identify();
        List<IssueComment> listed = gitHub.comments(run.issue(), run.lastPageOfComments());
        Marker.Found earlier =
                Marker.latest(run.issue().number(), listed, identity::ours).orElse(null);
        boolean ended = earlier != null && runs.ended(run.issue(), earlier.comment());
        return new EarlierRun(earlier, listed, ended).followedBy(run);
    }

    /** The run, which has nothing left to do but the closing where its comment, as it is now, tells the result. */
    public RequestRun readAnswer(RequestRun run) throws IOException, InterruptedException {
        IssueComment own = gitHub.comment(run.issue().repository(), run.comment());
        return own == null ? run : run.answeredIn(own);
    }

    /** The outcomes of a run that is not wanted any more before it has begun. */
    public List<Outcome> cancelled(RequestRun run) {
        List<Outcome> cancelled = decide(run).requests().stream()
                .<Outcome>map(request -> new Outcome.Cancelled(request.source().toString()))
                .toList();
        return all(run, cancelled);
    }

    /** Why nothing of it can be served; empty where something can. */
    public List<Outcome> refusals(RequestRun run) {
        Decision decision = decide(run);
        return decision.verdict() == Decision.Verdict.MIRROR ? List.of() : refused(decision);
    }

    /** The images to mirror, in the order they were written. */
    public List<ImageRun> images(RequestRun run) {
        return planned(run).stream().map(request -> ImageRun.of(run, request)).toList();
    }

    /** What it asks for that can be served, in the order it was written. */
    List<PlannedRequest> planned(RequestRun run) {
        return decide(run).requests();
    }

    /** The outcomes of all its images, with those that could not be read or served. */
    public List<Outcome> all(RequestRun run, List<Outcome> mirrored) {
        List<Outcome> all = new ArrayList<>(mirrored);
        all.addAll(refused(decide(run)));
        return all;
    }

    /** Whether the request names platforms. */
    public boolean namesPlatforms(RequestRun run) {
        return decide(run).requests().stream().anyMatch(PlannedRequest::platformsNamed);
    }

    /** How many images it names beyond those that one issue may. */
    public int leftOut(RequestRun run) {
        return decide(run).dropped();
    }

    private Decision decide(RequestRun run) {
        return decide(new Text(run.issue().repository(), run.title(), run.body(), run.user(), run.words()));
    }

    private Decision decide(Text text) {
        if (text.body() != null && text.body().length() > LONGEST_REMEMBERED) {
            return readAnew(text);
        }
        return decisions.find(text).orElseGet(() -> {
            Decision decision = readAnew(text);
            decisions.put(text, decision);
            return decision;
        });
    }

    private Decision readAnew(Text text) {
        return readers.apply(text.repository()).decide(text.title(), text.body(), text.user(), text.words());
    }

    private List<Outcome> refused(Decision decision) {
        return decision.refused().stream().map(this::refusal).toList();
    }

    private Outcome refusal(Refusal refused) {
        List<String> others = refused.reason() == Reason.UNSUPPORTED_REGISTRY ? supported : List.of();
        return new Outcome.Refused(
                refused.text(),
                refused.reason().code(),
                refused.message(),
                List.of(),
                List.of(),
                others,
                "",
                refused.suggestion());
    }
}
