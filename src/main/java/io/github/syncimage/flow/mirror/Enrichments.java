package io.github.syncimage.flow.mirror;

import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import java.util.ArrayList;
import java.util.List;

/** How what a step of the routes found out is put together with what was known. */
public final class Enrichments {
    public ImageRun upstream(ImageRun image, ImageRun found) {
        return found;
    }

    public ImageRun target(ImageRun image, TargetChoice chosen) {
        return image.withTarget(chosen);
    }

    /** @param found null where the look broke off */
    public Outcome.Mirrored visibility(Outcome.Mirrored image, Visibility found) {
        return found == null ? image : new Outcome.Mirrored(image.result(), found, image.renamed());
    }

    public List<PlatformCopy> platforms(List<PlatformCopy> copied, PlatformCopy next) {
        return appended(copied, next);
    }

    /** @param next an outcome; something else where the program stops and drops the rest of the route, of this one too */
    public List<Outcome> outcomes(List<Outcome> known, Object next) {
        return next instanceof Outcome outcome ? appended(known, outcome) : known;
    }

    // The first one comes to nothing.
    private static <T> List<T> appended(List<T> list, T next) {
        List<T> all = list == null ? new ArrayList<>() : new ArrayList<>(list);
        all.add(next);
        return all;
    }
}
