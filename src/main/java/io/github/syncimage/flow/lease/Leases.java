package io.github.syncimage.flow.lease;

import io.github.syncimage.concurrent.Lease;
import io.github.syncimage.github.model.IssueId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases of the runs that this daemon has in work. What has none is its own: where nobody shares the work, and what
 * only a leader does.
 */
public final class Leases {
    private final Map<String, Lease> held = new ConcurrentHashMap<>();

    /** What the job of an issue's run is called in a queue, {@code owner/name#12}. */
    public static String key(IssueId issue) {
        return issue.repository() + "#" + issue.number();
    }

    /** The work of that key is begun under this lease. */
    public void hold(String key, Lease lease) {
        held.put(key, lease);
    }

    /** It is over. */
    public void end(String key, Lease lease) {
        held.remove(key, lease);
    }

    public Lease of(IssueId issue) {
        return of(key(issue));
    }

    public Lease of(String key) {
        return held.getOrDefault(key, Lease.OWN);
    }

    /**
     * Asked before something is written about the issue.
     *
     * @throws TakenOverException where another daemon has its run by now
     */
    public void check(IssueId issue) {
        if (!ours(issue)) {
            throw new TakenOverException("the run of " + key(issue));
        }
    }

    /** Whether its run is still this daemon's. */
    public boolean ours(IssueId issue) {
        try {
            return of(issue).stillOurs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
