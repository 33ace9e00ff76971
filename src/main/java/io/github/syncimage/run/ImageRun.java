package io.github.syncimage.run;

import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.issue.Decision.PlannedRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One image on its way; each step of {@code routes/mirror-image} adds what it found out.
 *
 * @param run {@link RequestRun#key} of the issue
 * @param user whose issue it is
 * @param asker who has asked for the run
 * @param retried whether that was by a {@code /retry}
 * @param upstream what the source offers, null before it was asked
 * @param choice where it goes: what the rules give, or its qualified name where another source has that; null before
 *     the target registry was asked
 * @param plan what is to be done, null before it was made
 */
public record ImageRun(
        IssueId issue,
        RequestRun.Key run,
        String user,
        String asker,
        boolean retried,
        PlannedRequest request,
        Upstream upstream,
        TargetChoice choice,
        CopyPlan plan) {
    public static ImageRun of(RequestRun run, PlannedRequest request) {
        return new ImageRun(
                run.issue(), run.key(), run.user(), run.asker(), run.command() != 0, request, null, null, null);
    }

    /** One that no issue has asked for. */
    public static ImageRun ofNobody(PlannedRequest request) {
        return new ImageRun(null, null, "", "", false, request, null, null, null);
    }

    public ImageReference source() {
        return request.source();
    }

    public ImageRun withUpstream(Upstream found) {
        return new ImageRun(issue, run, user, asker, retried, request, found, choice, plan);
    }

    /** The same, with the names of what is no container image. */
    public ImageRun asArtifact() {
        return request.artifact() == null
                ? this
                : new ImageRun(issue, run, user, asker, retried, request.artifact(), upstream, choice, plan);
    }

    /** All names that it may have got at the target. */
    public Stream<ImageReference> names() {
        return Stream.of(request, request.artifact())
                .filter(Objects::nonNull)
                .flatMap(names -> Stream.of(names.target(), names.qualified()))
                .filter(Objects::nonNull)
                .distinct();
    }

    public ImageRun withTarget(TargetChoice chosen) {
        return new ImageRun(issue, run, user, asker, retried, request, upstream, chosen, plan);
    }

    public ImageRun withPlan(CopyPlan made) {
        return new ImageRun(issue, run, user, asker, retried, request, upstream, choice, made);
    }

    /** Where it goes; null before the target registry was asked. */
    public ImageReference target() {
        return choice == null ? null : choice.image();
    }

    /** What is to be copied, each platform once. */
    public List<Part> parts() {
        return plan.platforms().stream()
                .map(platform -> new Part(this, platform))
                .toList();
    }

    /** One platform of an image, copied beside the others. */
    public record Part(ImageRun image, Platform platform) {}
}
