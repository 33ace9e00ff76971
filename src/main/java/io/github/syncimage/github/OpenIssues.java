package io.github.syncimage.github;

import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The open issues that carry the label. All of them are listed at first and from time to time; between, only what has
 * changed since, in any state, so that a look without news is one request however many issues are open.
 * docs/decisions/0085 tells what each list can miss.
 */
public final class OpenIssues {
    /** What no list of changes tells, such as a label that was taken off, is known after so many looks. */
    private static final int LOOKS_TO_WHOLE = 10;
    /** GitHub's lists may lag behind: what is younger is asked for again. */
    private static final Duration LAG = Duration.ofSeconds(10);

    /** News that touch no issue are looked for so often all the same. */
    private static final Duration LONGEST_WITHOUT = Duration.ofHours(1);

    private final ConditionalList<Issue> whole;
    private final ConditionalList<Issue> changes;
    private final Supplier<Instant> now;
    private Map<Long, Issue> open = new TreeMap<>();
    private Instant since;
    private int looks;
    private boolean news;
    private Instant lastNews = Instant.EPOCH;
    /** As the list of changes said last: they count beside the whole list too, which may be older. */
    private List<Issue> changed = List.of();

    /**
     * @param pages lists issues of the repository
     * @param repository that they stand in
     * @param label that they carry, written as in a query
     * @param now GitHub's time
     */
    public OpenIssues(ConditionalList.Pages pages, RepositoryName repository, String label, Supplier<Instant> now) {
        this.now = now;
        // A full last page that has not changed is followed by another only where changes told of more issues.
        this.whole = new ConditionalList<>(
                pages,
                size -> query(label, "open", "created", size, ""),
                json -> Issue.read(repository, json).brief(),
                listed -> listed < open.size());
        this.changes = new ConditionalList<>(
                pages,
                size -> query(label, "all", "updated", size, "&since=" + since),
                json -> Issue.read(repository, json).brief());
    }

    private static String query(String label, String state, String sort, int size, String more) {
        return "labels=" + label + "&state=" + state + "&sort=" + sort + "&direction=asc&per_page=" + size + more;
    }

    /** Asks GitHub; all open issues, oldest first, each {@link Issue#brief}. */
    public List<Issue> read() throws IOException, InterruptedException {
        boolean all = looks % LOOKS_TO_WHOLE == 0;
        long begun = System.nanoTime();
        List<Issue> listed = (all ? whole : changes).read();
        looks++;
        Map<Long, Issue> before = open;
        boolean first = since == null;
        if (all) {
            open = new TreeMap<>(byNumber(listed));
        } else {
            changed = listed;
        }
        if (first) {
            // By GitHub's clock, which its first answer has told.
            since = seconds(now.get().minusNanos(System.nanoTime() - begun));
        }
        byNumber(changed).values().forEach(this::take);
        changed.stream().map(OpenIssues::updated).max(Comparator.naturalOrder()).ifPresent(this::advance);
        news = first
                || (all ? !open.equals(before) : !changed.isEmpty())
                || now.get().isAfter(lastNews.plus(LONGEST_WITHOUT));
        lastNews = news ? now.get() : lastNews;
        return List.copyOf(open.values());
    }

    /** Returns whether something about issues may have changed, by the last look. */
    boolean news() {
        return news;
    }

    // Changes before `complete` are all listed by now; where the latest is older, no other can get its time any more.
    private void advance(Instant latest) {
        Instant complete = seconds(now.get().minus(LAG));
        Instant next = latest.isBefore(complete) ? latest.plusSeconds(1) : complete;
        since = next.isAfter(since) ? next : since;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private void take(Issue issue) {
        Issue known = open.get(issue.number());
        if (known != null && updated(known).isAfter(updated(issue))) {
            return;
        }
        if (issue.open()) {
            open.put(issue.number(), issue);
        } else {
            open.remove(issue.number());
        }
    }

    private static Instant updated(Issue issue) {
        return issue.updatedAt() == null ? Instant.EPOCH : issue.updatedAt();
    }

    // Pages that shift while they are read show an issue twice; the later page was read later.
    private static Map<Long, Issue> byNumber(List<Issue> issues) {
        return issues.stream().collect(Collectors.toMap(Issue::number, Function.identity(), (one, later) -> later));
    }
}
