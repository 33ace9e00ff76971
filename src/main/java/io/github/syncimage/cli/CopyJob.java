package io.github.syncimage.cli;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Copies one image for {@code copy}; never throws what concerns this image only.
 *
 * @param dry whether it is only told what would be moved
 */
record CopyJob(Settings settings, Copier copier, PlatformSelection wanted, boolean dry) {
    /**
     * One image to copy.
     *
     * @param target null where the rules give it
     */
    record Order(ImageReference source, ImageReference target) {
        /** @throws InvalidReferenceException when one of them is no image name, or the target carries a digest */
        static Order parse(String source, String target) {
            ImageReference to = target == null ? null : ImageReference.parse(target);
            if (to != null && to.digest() != null) {
                throw new InvalidReferenceException("a target is named by its tag, not by a digest: '" + target + "'");
            }
            return new Order(ImageReference.parse(source), to);
        }

        /** Reads {@code SOURCE [TARGET]}. */
        static Order parseLine(String line) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.size() > 2) {
                throw new InvalidReferenceException("not 'SOURCE [TARGET]': '" + line.strip() + "'");
            }
            return parse(words.get(0), words.size() == 2 ? words.get(1) : null);
        }
    }

    CopyOutcome run(Order order, CopyProgress progress) {
        String source = order.source().toString();
        String target = Objects.toString(order.target(), null);
        try {
            return order.target() != null
                    ? copyTo(order.source(), order.target(), progress)
                    : copyByRules(order, progress);
        } catch (RuntimeException e) {
            return CopyOutcome.of(source, target, e);
        }
    }

    private CopyOutcome copyByRules(Order order, CopyProgress progress) {
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
        PlannedRequest named = PlannedRequest.of(order.source(), names, wanted, true);
        CopyOutcome outcome = copyInSteps(ImageRun.ofNobody(named), progress);
        boolean usual = Stream.of(named, named.artifact())
                .filter(Objects::nonNull)
                .anyMatch(one -> one.usual().toString().equals(outcome.target()));
        return usual ? outcome : outcome.insteadOf(named.usual());
    }

    private CopyOutcome copyInSteps(ImageRun image, CopyProgress progress) {
        ImageReference source = image.source();
        ImageReference target = image.request().target();
        try (Upstream upstream = copier.inspect(source)) {
            boolean artifact =
                    image.request().artifact() != null && copier.isArtifact(upstream, image.names(), () -> {});
            PlannedRequest names = (artifact ? image.asArtifact() : image).request();
            target = names.target();
            TargetChoice choice = copier.chooseTarget(upstream, target, names.qualified());
            target = choice.image();
            CopyPlan plan = copier.plan(upstream, choice, wanted, dialect(target), () -> {});
            return dry
                    ? CopyOutcome.planned(copier.forecast(plan))
                    : CopyOutcome.done(copier.copy(plan, progress, () -> {}));
        } catch (RuntimeException e) {
            return CopyOutcome.of(source.toString(), target.toString(), e);
        }
    }

    private CopyOutcome copyTo(ImageReference source, ImageReference target, CopyProgress progress) {
        return dry
                ? copyInSteps(
                        ImageRun.ofNobody(new PlannedRequest(source, target, target, target, wanted, true, null)),
                        progress)
                : CopyOutcome.done(copier.copy(source, target, wanted, dialect(target), progress));
    }

    /** The configured dialect is that of the configured target; about other registries nothing is known. */
    private Dialect dialect(ImageReference target) {
        boolean configured = target.host().equals(settings.get(Keys.TARGET_REGISTRY));
        return configured ? settings.get(Keys.TARGET_DIALECT) : Dialect.AUTO;
    }
}
