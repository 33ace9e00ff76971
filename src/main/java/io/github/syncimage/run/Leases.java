package io.github.syncimage.run;

import io.github.syncimage.concurrent.Lease;
import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.github.model.IssueId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The leases of the runs that this daemon has in work. An issue of whose run it has none is nobody else's either. */
public final class Leases {
    private final Map<String, Lease> held = new ConcurrentHashMap<>();
    private final Lease leader;
    private volatile Predicate<RequestRun> inHand = run -> true;

    /** Of a daemon that shares nothing. */
    public Leases() {
        this(Lease.OWN);
    }

    /** @param leader of what is about no issue: only the daemon that leads does that */
    public Leases(Lease leader) {
        this.leader = leader;
    }

    /** A run that is in no queue is this daemon's for as long as that says so. */
    public void ofRuns(Predicate<RequestRun> ours) {
        inHand = ours;
    }

    /** @param key {@link IssueId#key} of the issue whose run is begun under this lease */
    public void hold(String key, Lease lease) {
        held.put(key, lease);
    }

    /** It is over. */
    public void end(String key, Lease lease) {
        held.remove(key, lease);
    }

    /** @param issue null for what is about none */
    public Lease of(IssueId issue) {
        return issue == null ? leader : of(issue.key());
    }

    public Lease of(String key) {
        return held.getOrDefault(key, Lease.OWN);
    }

    /**
     * Asked right before a request that changes something at GitHub.
     *
     * @param issue that it is about, or the one of {@code run}; null where it is about none
     * @throws TakenOverException where another daemon has its run by now
     */
    public void beforeWriting(IssueId issue, RequestRun run) {
        if (run != null && !held.containsKey(run.issue().key()) && !inHand.test(run)) {
            throw new TakenOverException("the run of " + run.issue().key());
        }
        check(run == null ? issue : run.issue());
    }

    /**
     * Asked before something is written about the issue, or about none where that is null.
     *
     * @throws TakenOverException where another daemon has its run by now
     */
    public void check(IssueId issue) {
        if (!ours(issue)) {
            throw new TakenOverException(issue == null ? "what only one daemon does" : "the run of " + issue.key());
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
