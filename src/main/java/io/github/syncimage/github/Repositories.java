package io.github.syncimage.github;

import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The repositories that are served. Safe for threads. */
public final class Repositories {
    private final Function<RepositoryName, ServedRepository> opened;
    private final Map<RepositoryName, ServedRepository> served = new LinkedHashMap<>();

    /** @param opened makes one of which nothing was read yet */
    public Repositories(Collection<RepositoryName> names, Function<RepositoryName, ServedRepository> opened) {
        this.opened = opened;
        serve(names);
    }

    /** These are served from now on, in this order; what was read of those that were before is kept. */
    public synchronized void serve(Collection<RepositoryName> names) {
        Map<RepositoryName, ServedRepository> before = new LinkedHashMap<>(served);
        served.clear();
        for (RepositoryName name : names) {
            ServedRepository known = before.get(name);
            served.put(name, known == null ? opened.apply(name) : known);
        }
    }

    public synchronized List<ServedRepository> all() {
        return List.copyOf(served.values());
    }

    public synchronized Optional<ServedRepository> find(RepositoryName name) {
        return Optional.ofNullable(served.get(name));
    }

    /** The only one; empty where there are several. */
    public synchronized Optional<ServedRepository> only() {
        return served.size() == 1 ? served.values().stream().findFirst() : Optional.empty();
    }

    /** An issue of one that is served, called as it is configured and not in another case; empty for another's. */
    public Optional<IssueId> issue(RepositoryName repository, long number) {
        return find(repository).map(found -> new IssueId(found.name(), number));
    }

    /**
     * Reads what {@link IssueId#toString} writes.
     *
     * @throws IllegalArgumentException where it is of no repository that is served
     */
    public IssueId issue(String text) {
        int sign = text.indexOf('#');
        long number = Long.parseLong(text.substring(sign + 1));
        Optional<RepositoryName> repository = sign < 0
                ? only().map(ServedRepository::name)
                : find(RepositoryName.parse(text.substring(0, sign))).map(ServedRepository::name);
        return new IssueId(
                repository.orElseThrow(
                        () -> new IllegalArgumentException("issue " + text + " is of no repository that is served")),
                number);
    }
}
