package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Decision;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.issue.Decision.Refusal;
import io.github.syncimage.text.Json;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Tells programs what would become of an issue, as the command {@code explain} prints it. */
public final class Explanation {
    private Explanation() {}

    /**
     * Every key is always there, but {@code verify} where there are no rules on signatures.
     *
     * @param rules about which of them each image is asked
     * @param owners tells which source a repository at the target belongs to, where that is known
     */
    public static Map<String, Object> json(
            Decision decision, VerifyRules rules, Function<Repository, Optional<Repository>> owners) {
        return Json.withNulls(
                "outcome", decision.verdict().name().toLowerCase(Locale.ROOT),
                "requests",
                        decision.requests().stream()
                                .map(request -> json(request, rules, owners))
                                .toList(),
                "reason", decision.reason() == null ? null : decision.reason().code(),
                "message", decision.message(),
                "refused", decision.refused().stream().map(Explanation::json).toList());
    }

    private static Map<String, Object> json(Refusal refusal) {
        return Json.withNulls(
                "text", refusal.text(),
                "reason", refusal.reason().code(),
                "message", refusal.message(),
                "suggestion", Objects.toString(refusal.suggestion(), null));
    }

    /** The target is null where no target registry is configured. */
    private static Map<String, Object> json(
            PlannedRequest request, VerifyRules rules, Function<Repository, Optional<Repository>> owners) {
        Optional<Repository> other = other(request, owners);
        ImageReference target = other.isPresent() ? request.qualified() : request.target();
        Map<String, Object> json = Json.withNulls(
                "source", request.source().toString(),
                "target", Objects.toString(target, null),
                "taken_by", other.map(Repository::toString).orElse(null),
                "platforms", List.of(request.platforms().toString().split(",")));
        PlannedRequest artifact = request.artifact();
        if (artifact != null) {
            boolean taken = other(artifact, owners).isPresent();
            json.put("artifact_target", Objects.toString(taken ? artifact.qualified() : artifact.target(), null));
        }
        if (!rules.isEmpty()) {
            Repository named = target == null ? null : target.repository();
            json.put(
                    "verify",
                    rules.match(request.source().repository(), named)
                            .map(VerifyRule::describe)
                            .orElse("no rule: not verified"));
        }
        return json;
    }

    /** The source that has the short name, where that is another. */
    private static Optional<Repository> other(
            PlannedRequest request, Function<Repository, Optional<Repository>> owners) {
        Repository source = request.source().repository().upstream();
        return Optional.ofNullable(request.usual())
                .flatMap(usual -> owners.apply(usual.repository()))
                .filter(owner -> !owner.equals(source));
    }
}
