package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** How many images a user may ask for in a day. */
public final class DailyQuota {
    private final MirrorStore store;
    private final String repository;
    private final int most;
    private final List<String> trusted;
    private final Clock clock;

    /**
     * @param repository of the issues: several daemons may share a database, and each counts from one
     * @param most a user's images a day (UTC), 0 for no limit
     * @param trusted users without one
     */
    public DailyQuota(MirrorStore store, String repository, int most, List<String> trusted, Clock clock) {
        this.store = store;
        this.repository = repository;
        this.most = most;
        this.trusted = List.copyOf(trusted);
        this.clock = clock;
    }

    public int most() {
        return most;
    }

    /**
     * Whether the issue asks for more than is left of the day; if not, its images count, once however often it comes by.
     *
     * @param images how many it asks for
     */
    public synchronized boolean exceededBy(RequestRun run, int images) {
        if (most == 0 || trusted.stream().anyMatch(run.user()::equalsIgnoreCase)) {
            return false;
        }
        String wording = repository + " " + run.fingerprint() + " ";
        if (store.counted(run.issue(), wording + 1)) {
            return false;
        }
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        if (store.requestsOn(today, run.user()) + images > most) {
            return true;
        }
        for (int image = 1; image <= images; image++) {
            store.countRequest(today, run.user(), run.issue(), wording + image);
        }
        return false;
    }
}
