package io.github.syncimage.settings;

import io.github.syncimage.settings.Settings.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads which repositories are served: {@code github.user} with {@code github.repo}, and {@code github.repositories}.
 *
 * @param given what holds for all, with the owner and name that user and repo give, null where they don't
 */
record RepositoryTable(EntryReader values, Repository given) {
    /** Every one once; what is wrong with them is reported. */
    List<Repository> read() {
        boolean isGiven = given.owner() != null && given.name() != null;
        Map<Integer, String> items = values.repositories();
        boolean mayLack = !items.isEmpty() || values.has(Keys.APP_ID);
        if (mayLack) {
            values.requireBoth(Keys.GITHUB_USER, Keys.GITHUB_REPO);
            values.spoil(Set.of(Keys.GITHUB_USER.path(), Keys.GITHUB_REPO.path()));
        }
        if (items.isEmpty()) {
            return isGiven ? List.of(given) : List.of();
        }
        Map<String, Repository> listed = new LinkedHashMap<>();
        items.forEach((item, source) -> readItem(item, source, listed));
        List<Repository> all = new ArrayList<>(listed.values());
        if (isGiven && isMeant() && !listed.containsKey(lowerCase(given))) {
            all.add(0, given);
        }
        return all;
    }

    /** Actions names the repository of the workflow to every program; whoever lists repositories means those. */
    private boolean isMeant() {
        return !values.source(Keys.GITHUB_USER).equals(Environment.ACTIONS)
                || !values.source(Keys.GITHUB_REPO).equals(Environment.ACTIONS);
    }

    private void readItem(int item, String source, Map<String, Repository> listed) {
        Key<String> key = Keys.REPOSITORY_NAME.ofItem(item);
        String name = values.get(key);
        Repository repository = new Repository(
                name == null ? null : name.split("/")[0],
                name == null ? null : name.split("/")[1],
                values.get(Keys.REPOSITORY_LABEL.ofItem(item), given.label()),
                values.get(Keys.REPOSITORY_LANGUAGE.ofItem(item), given.language()),
                values.get(Keys.REPOSITORY_NAMESPACE.ofItem(item), given.namespace()),
                values.get(Keys.REPOSITORY_REQUESTS_PER_USER_PER_DAY.ofItem(item), 0));
        if (name == null) {
            if (!values.has(key)) {
                values.report(new Problem(source, key.path(), "is missing; it is owner/name"));
            }
        } else if (listed.putIfAbsent(lowerCase(repository), repository) != null) {
            values.report(key, name + " is listed twice");
        }
    }

    /** GitHub takes names in any case. */
    private static String lowerCase(Repository repository) {
        return repository.toString().toLowerCase(Locale.ROOT);
    }
}
