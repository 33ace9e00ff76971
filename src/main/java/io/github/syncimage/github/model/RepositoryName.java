package io.github.syncimage.github.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a repository is called at GitHub, {@code owner/name}; GitHub takes both in any case.
 *
 * @param alone whether no other is served beside it; its issues are then called by their numbers alone
 */
public record RepositoryName(String owner, String name, boolean alone) {
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_-]*)/([A-Za-z0-9._-]+)");
    private static final Pattern IN_PATH = Pattern.compile(".*?/repos/([^/?]+)/([^/?]+).*");

    public RepositoryName(String owner, String name) {
        this(owner, name, false);
    }

    /** @throws IllegalArgumentException where the text is not {@code owner/name} */
    public static RepositoryName parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not owner/name"));
    }

    /** Reads {@code owner/name}; empty where the text is something else. */
    public static Optional<RepositoryName> find(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches() && !parts.group(2).matches("\\.{1,2}")
                ? Optional.of(new RepositoryName(parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    /** The repository that a request's path is about: {@code /repos/owner/name/issues}; empty for {@code /user}. */
    public static Optional<RepositoryName> in(String path) {
        Matcher parts = IN_PATH.matcher(path);
        return parts.matches() ? Optional.of(new RepositoryName(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** Below the API's address, {@code /repos/owner/name}. */
    public String path() {
        return "/repos/" + this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RepositoryName that && toString().equalsIgnoreCase(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().toLowerCase(Locale.ROOT).hashCode();
    }

    /** {@code owner/name}. */
    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
