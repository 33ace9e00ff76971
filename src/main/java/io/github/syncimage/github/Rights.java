package io.github.syncimage.github;

import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.RepositoryName;
import java.util.List;

/**
 * What the token turns out not to be allowed to do on issues. It is told as a condition; nothing is tried again for it,
 * since the comment tells the result all the same.
 */
public record Rights(Conditions conditions) {
    private static final String CONDITION = "rights";

    /** Whether an answer says that it is not allowed, or that there is nothing to change any more. */
    public boolean refused(int status) {
        return status == 403 || status == 404 || status == 410;
    }

    /**
     * Looks at what came of closing an issue of that repository.
     *
     * @param status of the last answer
     * @param labelled whether that request named labels
     * @param wanted labels it was to carry then, null where none
     * @param answer the issue, as GitHub shows it afterwards; null where it is not readable
     */
    public void closed(RepositoryName repository, int status, boolean labelled, List<String> wanted, Issue answer) {
        if (status == 404 || status == 410) {
            return;
        }
        if (refused(status) || answer != null && answer.open()) {
            lacks(repository, "close issues", "issues that were answered stay open");
        } else if (wanted != null && (!labelled || lacksOneOf(wanted, answer))) {
            lacks(repository, "label issues", "results carry no label");
        } else if (wanted != null && answer != null) {
            conditions.ends(Conditions.of(CONDITION, repository));
        }
    }

    private static boolean lacksOneOf(List<String> wanted, Issue answer) {
        return answer != null
                && wanted.stream().anyMatch(label -> answer.labels().stream().noneMatch(label::equalsIgnoreCase));
    }

    private void lacks(RepositoryName repository, String what, String meanwhile) {
        conditions.begins(
                Conditions.of(CONDITION, repository),
                "the token may not " + what + " of " + repository + ", so " + meanwhile
                        + ": give it the right to write issues (a user: the role Triage or more)",
                false);
    }
}
