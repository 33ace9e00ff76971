package io.github.syncimage.github;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.Installations.Granted;
import io.github.syncimage.github.http.Installations.Installed;
import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every repository served for which a GitHub App is installed, and follows as it is installed and taken away. GitHub
 * tells of that by the webhook; without one, or where a delivery is lost, the next look finds it.
 */
public final class InstalledRepositories {
    private static final Logger LOG = LoggerFactory.getLogger(InstalledRepositories.class);

    private static final String CONDITION = "installations";
    /** Each look is a request for all, and one for each owner. */
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    /** After one that failed. */
    private static final BackOff PAUSES = new BackOff(Duration.ofSeconds(5), INTERVAL);
    /** What a line of the log names. */
    private static final int MOST_NAMED = 20;

    private final Installations installations;
    private final Repositories repositories;
    private final Conditions conditions;
    private final boolean goesOn;
    private final Clock clock;
    private final Map<Long, Set<RepositoryName>> known = new LinkedHashMap<>();
    private Instant next = Instant.EPOCH;
    private int failures;

    /**
     * @param installations null where the configuration says which repositories are served
     * @param goesOn whether to look again where GitHub could not be asked before anything was served
     */
    public InstalledRepositories(
            Installations installations,
            Repositories repositories,
            Conditions conditions,
            boolean goesOn,
            Clock clock) {
        this.installations = installations;
        this.repositories = repositories;
        this.conditions = conditions;
        this.goesOn = goesOn;
        this.clock = clock;
    }

    /** GitHub has told that the App was installed or taken away somewhere. */
    public synchronized void soon() {
        next = Instant.EPOCH;
        failures = 0;
    }

    /**
     * Looks, where it is time for that; after one that came to nothing the next comes soon, and later each time.
     *
     * @return why nothing is served for good, where that is so; null elsewhere
     */
    public String lookWhereDue() {
        synchronized (this) {
            if (installations == null || clock.instant().isBefore(next)) {
                return null;
            }
            // Before the questions: what is told while they are answered wants another look.
            next = clock.instant().plus(INTERVAL);
        }
        try {
            look();
            return null;
        } catch (IOException | RuntimeException e) {
            later();
            String line = "GitHub does not tell who has installed the App: " + e.getMessage();
            if (repositories.known() || goesOn) {
                conditions.begins(CONDITION, line, !repositories.known());
                return null;
            }
            repositories.serve(List.of());
            return line;
        }
    }

    /** Owners whose repositories cannot be listed keep those that they had. */
    private void look() throws IOException {
        List<String> failed = new ArrayList<>();
        Map<Long, Set<RepositoryName>> found = new LinkedHashMap<>();
        for (Installed installed : installations.all()) {
            if (!installed.suspended()) {
                found.put(installed.id(), repositories(installed, failed));
            }
        }
        known.clear();
        known.putAll(found);
        serve(found.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(LinkedHashSet::new)));
        tell(failed, found.isEmpty());
        if (failed.isEmpty()) {
            failures = 0;
        } else {
            later();
        }
    }

    private Set<RepositoryName> repositories(Installed installed, List<String> failed) {
        Set<RepositoryName> before = known.getOrDefault(installed.id(), Set.of());
        try {
            Granted granted = installations.repositories(installed);
            Set<RepositoryName> names = new LinkedHashSet<>(granted.repositories());
            if (!granted.complete()) {
                names.addAll(before);
            }
            return names;
        } catch (IOException e) {
            failed.add(installed.owner() + ": " + e.getMessage());
            return before;
        }
    }

    private void serve(Set<RepositoryName> names) {
        Set<RepositoryName> before =
                repositories.all().stream().map(ServedRepository::name).collect(Collectors.toSet());
        repositories.serve(names);
        tell(names.stream().filter(name -> !before.contains(name)).toList(), "serves {} from now on");
        tell(
                before.stream().filter(name -> !names.contains(name)).toList(),
                "serves {} no more: the App cannot see it");
    }

    private static void tell(List<RepositoryName> names, String line) {
        if (!names.isEmpty()) {
            String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
            LOG.info(
                    line,
                    names.stream()
                                    .limit(MOST_NAMED)
                                    .map(RepositoryName::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + more);
        }
    }

    private void tell(List<String> failed, boolean nowhere) {
        if (nowhere) {
            conditions.begins(
                    CONDITION, "the GitHub App is installed nowhere: open its page at GitHub, Install App", false);
        } else if (!failed.isEmpty()) {
            conditions.begins(
                    CONDITION, "the repositories of an owner cannot be listed: " + String.join("; ", failed), false);
        } else {
            conditions.ends(CONDITION);
        }
    }

    private synchronized void later() {
        next = clock.instant().plus(PAUSES.pause(failures++));
    }
}
