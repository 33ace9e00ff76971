package io.github.syncimage.flow.intake;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.issue.PlannedRequest;
import java.time.Instant;
import java.util.List;

/** What is being done about which issue, for those who only look: the page, {@code status}. */
public final class RunsOverview {
    private final RunsInProgress runs;
    private final Turns turns;
    private final Requests requests;

    public RunsOverview(RunsInProgress runs, Turns turns, Requests requests) {
        this.runs = runs;
        this.turns = turns;
        this.requests = requests;
    }

    /**
     * A run that is served.
     *
     * @param node of the daemon that does so; null where one is alone
     * @param started when a worker got it
     * @param images as far as they can be served
     */
    public record Running(IssueId issue, String user, String node, Instant started, List<PlannedRequest> images) {}

    /**
     * A run that waits for a worker.
     *
     * @param position in the line, from 1 on; 0 where a worker is free for it
     * @param accepted when it was taken
     */
    public record Waiting(IssueId issue, String user, int position, Instant accepted, List<PlannedRequest> images) {}

    /**
     * A run that goes on by itself later.
     *
     * @param host whose limit is waited for; null where an earlier run came to no end
     */
    public record Held(IssueId issue, String user, String host, Instant until, List<PlannedRequest> images) {}

    /** Served first, the first first. */
    public List<Running> running() {
        return turns.served(requests::planned);
    }

    /** In the order of the turns. */
    public List<Waiting> line() {
        return turns.line(requests::planned);
    }

    /** The first to go on first. */
    public List<Held> held() {
        return runs.held(requests::planned);
    }
}
