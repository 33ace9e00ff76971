package io.github.syncimage.github;

import io.github.syncimage.github.model.RepositoryName;

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
