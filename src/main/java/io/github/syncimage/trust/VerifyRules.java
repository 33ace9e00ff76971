package io.github.syncimage.trust;

import io.github.syncimage.image.Repository;
import java.util.List;
import java.util.Optional;

/**
 * What has to be signed by whom before it is mirrored: ordered, the first that matches wins; an image that none matches
 * is mirrored unverified.
 *
 * @param root null where no trusted root is configured
 */
public record VerifyRules(List<VerifyRule> rules, TrustedRoot root) {
    /** Nothing is verified, and nobody asked for it. */
    public static final VerifyRules NONE = new VerifyRules(List.of(), null);

    public VerifyRules {
        rules = List.copyOf(rules);
    }

    /**
     * The rule that decides.
     *
     * @param target where the image goes; null where that is not known, and then only rules about sources are asked
     */
    public Optional<VerifyRule> match(Repository image, Repository target) {
        return rules.stream().filter(rule -> rule.matches(image, target)).findFirst();
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Says that by a rule this image is not served under this name. */
    public boolean deny(Repository image, Repository target) {
        return match(image, target)
                .filter(rule -> rule.kind() == VerifyRule.Kind.DENY)
                .isPresent();
    }

    /** Rules that no image comes to, because one before them takes all that they would. */
    public List<VerifyRule> neverReached() {
        return rules.stream()
                .filter(late -> rules.subList(0, rules.indexOf(late)).stream().anyMatch(rule -> rule.covers(late)))
                .toList();
    }
}
