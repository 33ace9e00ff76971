package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How many images a user may ask for in a day.
 *
 * @param most a user's images a day (UTC) in a repository, 0 for no limit
 * @param trusted users without one
 */
public record DailyQuota(MirrorStore store, ToIntFunction<RepositoryName> most, List<String> trusted, Clock clock) {
    public DailyQuota {
        trusted = List.copyOf(trusted);
    }

    public int most(RepositoryName repository) {
        return most.applyAsInt(repository);
    }

    /**
     * Whether the issue asks for more than is left of the day; if not, its images count, once however often it comes by.
     *
     * @param images how many it asks for
     */
    public boolean exceededBy(RequestRun run, int images) {
        int most = most(run.issue().repository());
        if (most == 0 || trusted.stream().anyMatch(run.user()::equalsIgnoreCase)) {
            return false;
        }
        String repository = run.issue().repository().toString();
        long issue = run.issue().number();
        String wording = repository + " " + run.fingerprint() + " ";
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        return !store.countWithin(today, repository, run.user(), issue, wording, images, most);
    }
}
