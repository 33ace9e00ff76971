package io.github.syncimage.github.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which issue is meant: numbers begin anew in each repository. */
public record IssueId(RepositoryName repository, long number) {
    /**
     * Reads what {@link #key} writes.
     *
     * @throws IllegalArgumentException where the text is no such key
     */
    public static IssueId parse(String key) {
        String[] parts = key.split("#", 2);
        return new IssueId(RepositoryName.parse(parts[0]), Long.parseLong(parts[parts.length - 1]));
    }

    /** Returns what the issue is called however many repositories are served, {@code owner/name#12}. */
    public String key() {
        return repository + "#" + number;
    }

    /** Below the API's address, {@code /repos/owner/name/issues/12}. */
    public String path() {
        return repository.path() + "/issues/" + number;
    }

    /** For queues: the number where only one repository is served, or as {@link #toString}. */
    @JsonValue
    Object json() {
        return repository.alone() ? (Object) number : toString();
    }

    /** For logs and routes: {@code owner/name#12}, or {@code 12} where only one repository is served. */
    @Override
    public String toString() {
        return repository.alone() ? String.valueOf(number) : key();
    }
}
