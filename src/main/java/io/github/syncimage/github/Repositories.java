package io.github.syncimage.github;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The repositories that are served. Safe for threads. */
public final class Repositories {
    private final Function<RepositoryName, ServedRepository> opened;
    private final Map<RepositoryName, ServedRepository> served = new LinkedHashMap<>();
    /** What was taken of them comes to its end. */
    private final Map<RepositoryName, ServedRepository> former = new HashMap<>();

    private final List<Changes> followers = new ArrayList<>();
    private final boolean anybody;
    private boolean known;

    /** Is told which are served. */
    public interface Changes {
        default void came(ServedRepository repository) {}

        void left(ServedRepository repository);
    }

    /** @param opened makes one of which nothing was read yet */
    public Repositories(Collection<RepositoryName> names, Function<RepositoryName, ServedRepository> opened) {
        this.opened = opened;
        this.anybody = false;
        serve(names);
    }

    /** Of which it is not known yet which they are; an issue that another daemon took may be of one that is unknown here. */
    public Repositories(Function<RepositoryName, ServedRepository> opened) {
        this.opened = opened;
        this.anybody = true;
    }

    /** These are served from now on, in this order; what was read of those that were before is kept. */
    public synchronized void serve(Collection<RepositoryName> names) {
        Map<RepositoryName, ServedRepository> before = new LinkedHashMap<>(served);
        known = true;
        served.clear();
        for (RepositoryName name : names) {
            served.put(name, Optional.ofNullable(before.remove(name)).orElseGet(() -> came(name)));
        }
        before.forEach((name, left) -> {
            former.put(name, left);
            followers.forEach(follower -> follower.left(left));
        });
    }

    private ServedRepository came(RepositoryName name) {
        ServedRepository again = former.remove(name);
        ServedRepository came = again == null ? opened.apply(name) : again;
        followers.forEach(follower -> follower.came(came));
        return came;
    }

    /** Tells of those that are served now, and of each that comes or leaves. */
    public synchronized void follow(Changes follower) {
        followers.add(follower);
        served.values().forEach(follower::came);
    }

    /** Returns whether it is known which they are. */
    public synchronized boolean known() {
        return known;
    }

    public synchronized List<ServedRepository> all() {
        return List.copyOf(served.values());
    }

    /** One that is served, or was when something of it was taken. */
    public synchronized Optional<ServedRepository> find(RepositoryName name) {
        return Optional.ofNullable(served.getOrDefault(name, former.get(name)));
    }

    /** The only one; empty where there are several. */
    public synchronized Optional<ServedRepository> only() {
        return served.size() == 1 ? served.values().stream().findFirst() : Optional.empty();
    }

    /** An issue of one that is served, called as it is configured and not in another case; empty for another's. */
    public synchronized Optional<IssueId> issue(RepositoryName repository, long number) {
        return Optional.ofNullable(served.get(repository)).map(found -> new IssueId(found.name(), number));
    }

    /** Returns the issue as it is called here; one of a repository that is not served stays as it is. */
    public IssueId ours(IssueId issue) {
        return issue(issue.repository(), issue.number()).orElse(issue);
    }

    /**
     * Reads what {@link IssueId#toString} writes.
     *
     * @throws IllegalArgumentException where it is of no repository that is served
     */
    public IssueId issue(String text) {
        Optional<IssueId> issue;
        if (text.indexOf('#') < 0) {
            issue = only().map(only -> new IssueId(only.name(), Long.parseLong(text)));
        } else {
            IssueId told = IssueId.parse(text);
            issue = find(told.repository())
                    .or(() -> unknown(told.repository()))
                    .map(known -> new IssueId(known.name(), told.number()));
        }
        return issue.orElseThrow(
                () -> new IllegalArgumentException("issue " + text + " is of no repository that is served"));
    }

    private synchronized Optional<ServedRepository> unknown(RepositoryName name) {
        return anybody ? Optional.of(former.computeIfAbsent(name, opened)) : Optional.empty();
    }

    /**
     * A repository whose issues are read, with what was read of it. One look at a time.
     *
     * @param label of the issues that count
     */
    public record ServedRepository(RepositoryName name, String label, OpenIssues openIssues, RecentComments comments) {
        /** Returns whether somebody may have given a command: a comment touches its issue, so where none was touched there is none. */
        public boolean commandsMayHaveCome() {
            return comments.worthAsking(openIssues.news());
        }

        /** Two are the same if they are called the same, whatever was read of them. */
        @Override
        public boolean equals(Object other) {
            return other instanceof ServedRepository that && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        /** {@code owner/name}. */
        @Override
        public String toString() {
            return name.toString();
        }
    }
}
