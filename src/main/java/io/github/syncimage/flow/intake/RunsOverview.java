package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.line.Pauses;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.run.RunState;
import java.time.Instant;
import java.util.List;

/** What is being done about which issue, for those who only look: the page, {@code status}. */
public record RunsOverview(Turns turns, Pauses pauses, Requests requests) {
    /**
     * A run that is served.
     *
     * @param node of the daemon that does so; null where one is alone
     * @param started when that began
     * @param deaths how many daemons have ended in the middle of it
     * @param images as far as they can be served
     */
    public record Running(
            IssueId issue, String user, String node, Instant started, int deaths, List<PlannedRequest> images) {}

    /**
     * A run that waits for a worker.
     *
     * @param position in the line, from 1 on; 0 where a worker is free for it
     * @param large whether that is the line of those that are known to be large
     * @param accepted when it was taken
     */
    public record Waiting(
            IssueId issue, String user, int position, boolean large, Instant accepted, List<PlannedRequest> images) {}

    /**
     * A run that goes on by itself later.
     *
     * @param host whose limit is waited for, or {@code hours} of large images; null where an earlier run came to no end
     */
    public record Held(IssueId issue, String user, String host, Instant until, List<PlannedRequest> images) {}

    /** The first first. */
    public List<Running> running() {
        return turns.served().stream()
                .map(state -> new Running(
                        state.run().issue(),
                        state.run().user(),
                        state.owner() == null || state.owner().isEmpty() ? null : state.owner(),
                        Instant.ofEpochMilli(state.since()),
                        state.deaths(),
                        requests.planned(state.run())))
                .toList();
    }

    /** In the order of the turns. */
    public List<Waiting> line() {
        return turns.standing().stream()
                .map(standing -> new Waiting(
                        standing.state().run().issue(),
                        standing.state().run().user(),
                        standing.position(),
                        standing.state().is(RunState.Mark.LARGE),
                        Instant.ofEpochMilli(standing.state().taken()),
                        requests.planned(standing.state().run())))
                .toList();
    }

    /** The first to go on first. */
    public List<Held> held() {
        return pauses.lasting().stream()
                .map(pause -> new Held(
                        pause.run().issue(),
                        pause.run().user(),
                        pause.host(),
                        Instant.ofEpochMilli(pause.until()),
                        requests.planned(pause.run())))
                .toList();
    }
}
