package io.github.syncimage.flow;

import io.github.syncimage.copy.CopyPlan;
import io.github.syncimage.copy.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.issue.PlannedRequest;
import java.util.List;

/**
 * One image on its way; each step of {@code routes/mirror-image} adds what it found out.
 *
 * @param run {@link Work#run} of the issue
 * @param upstream what the source offers, null before it was asked
 * @param target where it goes: what the rules give, or its qualified name where another source holds that; null before
 *     the target registry was asked
 * @param plan what is to be done, null before it was made
 */
public record Mirroring(
        long issue,
        long run,
        String user,
        PlannedRequest request,
        Upstream upstream,
        ImageReference target,
        CopyPlan plan) {
    static Mirroring of(Work work, PlannedRequest request) {
        return new Mirroring(work.issue(), work.run(), work.user(), request, null, null, null);
    }

    public ImageReference source() {
        return request.source();
    }

    public Mirroring withUpstream(Upstream found) {
        return new Mirroring(issue, run, user, request, found, target, plan);
    }

    public Mirroring withTarget(ImageReference chosen) {
        return new Mirroring(issue, run, user, request, upstream, chosen, plan);
    }

    public Mirroring withPlan(CopyPlan made) {
        return new Mirroring(issue, run, user, request, upstream, target, made);
    }

    /** The target that the rules gave, when it had to be another; otherwise null. */
    public ImageReference renamed() {
        return target.equals(request.target()) ? null : request.target();
    }

    /** What is to be copied, each platform once. */
    public List<Part> parts() {
        return plan.platforms().stream()
                .map(platform -> new Part(this, platform))
                .toList();
    }

    /** One platform of an image, copied beside the others. */
    public record Part(Mirroring image, Platform platform) {}
}
