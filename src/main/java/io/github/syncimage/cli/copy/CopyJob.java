package io.github.syncimage.cli.copy;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.Settings;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Copies one image for {@code copy}; never throws what concerns this image only.
 *
 * @param dry whether it is only told what would be moved
 */
record CopyJob(Settings settings, Copier copier, PlatformSelection wanted, boolean dry) {
    CopyOutcome run(CopyOrder order, CopyProgress progress) {
        String source = order.source().toString();
        String target = order.target() == null ? null : order.target().toString();
        try {
            return order.target() != null ? copyTo(order, order.target(), progress) : copyByRules(order, progress);
        } catch (RuntimeException e) {
            return CopyOutcome.of(source, target, e);
        }
    }

    private CopyOutcome copyByRules(CopyOrder order, CopyProgress progress) {
        TargetNames names = settings.names();
        Optional<ImageReference> preferred = names.preferred(order.source());
        if (settings.rules().deny(order.source())) {
            return CopyOutcome.refused(
                    order.source().toString(),
                    null,
                    "denied_image",
                    "a rule denies " + order.source().repository() + "; give a target to copy it all the same");
        }
        if (preferred.isEmpty()) {
            return CopyOutcome.refused(
                    order.source().toString(),
                    null,
                    "unsupported_registry",
                    "no rule serves " + order.source().host() + "; supported: "
                            + String.join(", ", settings.rules().supported()));
        }
        return copyByRules(order, preferred.get(), names.qualifiedOr(preferred.get(), order.source()), progress);
    }

    private CopyOutcome copyByRules(
            CopyOrder order, ImageReference preferred, ImageReference qualified, CopyProgress progress) {
        Upstream upstream;
        ImageReference target;
        try {
            upstream = copier.inspect(order.source());
            target = copier.chooseTarget(order.source(), upstream.digest(), preferred, qualified);
        } catch (RuntimeException e) {
            return CopyOutcome.of(order.source().toString(), preferred.toString(), e);
        }
        CopyOutcome outcome = attempt(order, target, () -> {
            CopyPlan plan = copier.plan(upstream, target, wanted, dialect(target));
            return dry ? CopyOutcome.planned(copier.forecast(plan)) : CopyOutcome.done(copier.copy(plan, progress));
        });
        return target.equals(preferred) ? outcome : outcome.insteadOf(preferred);
    }

    private CopyOutcome copyTo(CopyOrder order, ImageReference target, CopyProgress progress) {
        return attempt(
                order,
                target,
                () -> dry
                        ? CopyOutcome.planned(copier.forecast(
                                copier.plan(copier.inspect(order.source()), target, wanted, dialect(target))))
                        : CopyOutcome.done(copier.copy(order.source(), target, wanted, dialect(target), progress)));
    }

    private static CopyOutcome attempt(CopyOrder order, ImageReference target, Supplier<CopyOutcome> copy) {
        try {
            return copy.get();
        } catch (RuntimeException e) {
            return CopyOutcome.of(order.source().toString(), target.toString(), e);
        }
    }

    /** The configured dialect is that of the configured target; about other registries nothing is known. */
    private Dialect dialect(ImageReference target) {
        boolean configured = target.host().equals(settings.target().registry());
        return configured ? settings.target().dialect() : Dialect.AUTO;
    }
}
