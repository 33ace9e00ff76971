package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.trust.SignatureCheck;
import io.github.syncimage.trust.SignatureCheck.Part;
import io.github.syncimage.trust.Verification;
import io.github.syncimage.trust.Verification.State;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Lets only plans through that the rules on signatures let through. */
record ImageVerifier(VerifyRules rules) {
    /** @throws CopyRefusedException where a rule refuses the plan's image */
    CopyPlan verified(CopyPlan plan) {
        Verification found = check(plan.upstream(), plan.target(), plan::children);
        ImageReference source = plan.upstream().source();
        if (found.state() == State.DENIED) {
            throw refused(plan, Reason.DENIED_IMAGE, source + " is not served: the verify rule " + found.rule(), "");
        }
        boolean warns = rules.match(source.repository(), plan.target().repository())
                .filter(VerifyRule::warns)
                .isPresent();
        if (found.state() == State.FAILED && !warns) {
            Reason reason = Reason.valueOf(found.reason().toUpperCase(Locale.ROOT));
            throw refused(plan, reason, found.message(), found.command());
        }
        return plan.with(found);
    }

    private static CopyRefusedException refused(CopyPlan plan, Reason reason, String why, String command) {
        String kept = "; what stands at " + plan.target() + " already stays as it is";
        boolean stands = plan.task().standing().isPresent();
        return new CopyRefusedException(reason, stands ? why + kept : why, List.of(), List.of(), command);
    }

    /** @param target null where it is not known */
    Verification look(Upstream upstream, ImageReference target) {
        return check(upstream, target, () -> upstream.contents().children());
    }

    private Verification check(Upstream upstream, ImageReference to, Supplier<List<IndexEntry>> children) {
        Repository target = to == null ? null : to.repository();
        VerifyRule rule = rules.match(upstream.source().repository(), target).orElse(null);
        if (rule == null) {
            return rules.isEmpty() ? Verification.NOT_ASKED : Verification.NO_RULE;
        }
        if (rule.kind() == VerifyRule.Kind.SIGNED && !upstream.readable()) {
            throw new RegistryException(
                    Kind.UNEXPECTED,
                    "look for signatures",
                    upstream.source().toString(),
                    "only the Docker daemon reaches this registry, and it cannot be asked for signatures");
        }
        return new SignatureCheck(upstream.tree().attachments()::signatures)
                .of(
                        rule,
                        upstream.source().repository() + "@" + upstream.digest(),
                        upstream.digest(),
                        () -> upstream.contents().index() == null
                                ? List.of()
                                : children.get().stream()
                                        .map(ImageVerifier::part)
                                        .toList());
    }

    private static Part part(IndexEntry child) {
        String other = child.attests() != null ? "attestation" : "artifact";
        String name = child.platform() == null ? other : child.platform().toString();
        return new Part(name, child.descriptor().digest());
    }
}
