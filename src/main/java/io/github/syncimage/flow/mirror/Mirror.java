package io.github.syncimage.flow.mirror;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.TargetChoice;
import io.github.syncimage.copy.source.Access;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.line.Interruptions;
import io.github.syncimage.flow.line.Leases;
import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.Pause;
import io.github.syncimage.store.MirrorStore;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** The steps of {@code routes/mirror-image}, in its order. */
public final class Mirror {
    private static final Visibility NOT_ASKED = new Visibility(Visibility.State.UNKNOWN, Visibility.Cause.NONE, "");

    private final Copier copier;
    private final Function<ImageReference, Access> access;
    private final MirrorStore store;
    private final Function<ImageReference, Dialect> dialect;
    private final Progress progress;
    private final Interruptions interruptions;
    private final Leases leases;
    private final DailyQuota quota;
    private final Turns turns;

    /**
     * @param access as whom a source is read for an issue
     * @param dialect of a target, as far as it is configured
     */
    public Mirror(
            Copier copier,
            Function<ImageReference, Access> access,
            MirrorStore store,
            Function<ImageReference, Dialect> dialect,
            Progress progress,
            Interruptions interruptions,
            Leases leases,
            DailyQuota quota,
            Turns turns) {
        this.copier = copier;
        this.access = access;
        this.store = store;
        this.dialect = dialect;
        this.progress = progress;
        this.interruptions = interruptions;
        this.leases = leases;
        this.quota = quota;
        this.turns = turns;
    }

    /** Asks the upstream; what it is, if that decides where it goes. */
    public ImageRun upstream(ImageRun image) {
        // What a watch list names is the operator's.
        Access asker = image.issue() == null ? Access.OPERATOR : access.apply(image.source());
        ImageRun found = image.withUpstream(interruptions.of(image).run(() -> copier.inspect(image.source(), asker)));
        try {
            return image.request().artifact() != null && isArtifact(found) ? found.asArtifact() : found;
        } catch (RuntimeException e) {
            found.upstream().close();
            throw e;
        }
    }

    private boolean isArtifact(ImageRun image) {
        return interruptions
                .of(image)
                .run(() -> copier.isArtifact(image.upstream(), image.names(), () -> checkBeforeReading(image)));
    }

    /** Asks the target registry which name is free for this source. */
    public TargetChoice target(ImageRun image) {
        try {
            TargetChoice chosen = choose(image);
            if (chosen.image().equals(image.request().target())) {
                return chosen;
            }
            // While the database is away no short name is given; it is waited for here, as before the tag is set.
            leases.check(image.run());
            return choose(image);
        } catch (RuntimeException e) {
            image.upstream().close();
            throw e;
        }
    }

    private TargetChoice choose(ImageRun image) {
        return interruptions
                .of(image)
                .run(() -> copier.chooseTarget(
                        image.upstream(),
                        image.request().target(),
                        image.request().qualified()));
    }

    /**
     * Compares both sides; what is to be copied counts for who has asked for it.
     *
     * @param exchange the image's own: whatever becomes of it, its upstream is closed then
     * @throws NotNowException also where it is large, and has to wait for its turn or its hours
     */
    public ImageRun plan(ImageRun image, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                image.upstream().close();
            }
        });
        ImageRun planned = image.withPlan(interruptions
                .of(image)
                .run(() -> copier.plan(
                        image.upstream(),
                        image.choice(),
                        image.request().platforms(),
                        dialect.apply(image.target()),
                        () -> checkBeforeReading(image))));
        if (isCopied(planned)) {
            if (image.run() != null && turns.isLarge(planned.plan().size())) {
                awaitHours(image);
                awaitTurn(image);
            }
            quota.take(planned);
        }
        return image.retried() ? planned.withPlan(planned.plan().withFreshSignatures()) : planned;
    }

    private void checkBeforeReading(ImageRun image) {
        quota.check(image);
        // Upstreams count what is read; of a large one no more than was done to learn that it is.
        if (image.run() != null && turns.isLarge(image.run())) {
            awaitHours(image);
        }
    }

    private void awaitHours(ImageRun image) {
        turns.opens(image.run()).ifPresent(until -> {
            throw new NotNowException(new Outcome.Waiting(image.source(), Pause.HOURS, until));
        });
    }

    private void awaitTurn(ImageRun image) {
        int position = turns.turnsOutLarge(image.run());
        if (position > 0) {
            throw new NotNowException(new Outcome.Queued(image.source().toString(), position, true, null));
        }
    }

    private static boolean isCopied(ImageRun image) {
        return image.plan().done().isEmpty();
    }

    public PlatformCopy copy(ImageRun.Part part) {
        return interruptions
                .of(part.image())
                .run(() -> copier.copyPlatform(part.image().plan(), part.platform(), progress.of(part)));
    }

    /**
     * Sets the tag, once every platform is there. Whether it is public is for the steps that follow.
     *
     * @param copied null where nothing was to be copied
     * @throws io.github.syncimage.concurrent.TakenOverException where another daemon has the run by now
     */
    public Outcome.Mirrored publish(ImageRun image, List<PlatformCopy> copied) {
        leases.check(image.run());
        CopyResult result = interruptions
                .of(image)
                .run(() -> copier.publish(
                        image.plan(), copied == null ? List.of() : copied, () -> leases.check(image.run())));
        if (isCopied(image)) {
            quota.arrived(image, result);
        }
        if (image.issue() != null) {
            store.requestedBy(
                    result.target(),
                    image.issue().repository().toString(),
                    image.issue().number(),
                    image.user());
        }
        return new Outcome.Mirrored(result, NOT_ASKED, renamed(image, result.target()));
    }

    private Outcome.Renamed renamed(ImageRun image, ImageReference target) {
        ImageReference usual = image.request().usual();
        return target.equals(usual)
                ? null
                : new Outcome.Renamed(usual, copier.owner(usual.repository()).orElse(null));
    }
}
