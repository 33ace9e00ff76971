package io.github.syncimage.flow.line;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.run.RequestRun;

/**
 * Asks, right before something is written that only one daemon may write, whether it is still this one's to write.
 *
 * @param stillLeads the same of what is about no run: only the daemon that leads does that
 */
public record Leases(Turns turns, Interruptions interruptions, Runnable stillLeads) {
    /**
     * Waits while that cannot be found out.
     *
     * @param run null for what is about none
     * @throws TakenOverException where another daemon has the run by now
     */
    public void check(RequestRun.Key run) {
        if (run == null) {
            stillLeads.run();
        } else if (interruptions.isLost(run) || !turns.isOurs(run)) {
            // What came of it here is told no more, also where the run comes back to this daemon meanwhile.
            interruptions.lose(run);
            throw new TakenOverException("the run of " + run.issue().key());
        }
    }
}
