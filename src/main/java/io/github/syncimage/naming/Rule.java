package io.github.syncimage.naming;

import io.github.syncimage.image.Repository;
import java.util.Optional;

/**
 * One upstream that is served.
 *
 * @param pattern as the operator wrote it, {@code ^gcr.io}
 * @param prefix put before the path in {@link Naming#QUALIFIED} names; may be empty
 */
public record Rule(RulePattern pattern, String prefix) {
    boolean matches(Repository source) {
        return pattern.matches(source);
    }

    /** The only host this rule can match; empty where the pattern leaves the host open. */
    Optional<String> host() {
        return pattern.literalHost();
    }
}
