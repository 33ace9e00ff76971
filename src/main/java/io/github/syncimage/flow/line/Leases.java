package io.github.syncimage.flow.line;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.run.RequestRun;

/**
 * Asks, right before something is written that only one daemon may write, whether it is still this one's to write.
 *
 * @param stillLeads the same of what is about no run: only the daemon that leads does that
 */
public record Leases(Turns turns, Runnable stillLeads) {
    /**
     * Asked before a request that changes something at GitHub.
     *
     * @param issue that it is about where it is about no run; null where it is about none
     * @throws TakenOverException where another daemon has the run by now
     */
    public void beforeWriting(IssueId issue, RequestRun run) {
        if (run != null || issue == null) {
            check(run == null ? null : run.key());
        }
    }

    /**
     * Waits while that cannot be found out.
     *
     * @param run null for what is about none
     * @throws TakenOverException where another daemon has the run by now
     */
    public void check(RequestRun.Key run) {
        if (run == null) {
            stillLeads.run();
        } else if (!turns.isOurs(run)) {
            throw new TakenOverException("the run of " + run.issue().key());
        }
    }
}
