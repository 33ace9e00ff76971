package io.github.syncimage.flow.mirror;

import io.github.syncimage.concurrent.CancelledException;
import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.flow.line.GivenUpException;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.report.Outcome.Hint;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.trust.TrustedRoot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it means for a request that a step threw: by the exceptions' fields, never by their text. */
public final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    /** Where a registry over its limit does not say until when: a token bucket has filled again by then. */
    private static final Duration UNTOLD = Duration.ofMinutes(10);

    private final Clock clock;
    private final BiFunction<RegistryException, ImageReference, Optional<String>> organization;
    private final DailyQuota quota;

    /** @param organization what is known about the target's organization where a push into it was denied */
    public Outcomes(
            Clock clock,
            BiFunction<RegistryException, ImageReference, Optional<String>> organization,
            DailyQuota quota) {
        this.clock = clock;
        this.organization = organization;
        this.quota = quota;
    }

    /**
     * @param thrown by a step of {@code routes/mirror-image}, maybe wrapped by Camel; what becomes of a run that another
     *     daemon has taken over is told by nobody here
     */
    public Outcome of(ImageRun image, Throwable thrown) {
        Outcome outcome = outcome(image, thrown);
        // Who has cancelled a copy, or asked for what cannot be copied, has had it begun.
        if (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Waiting) {
            quota.giveBack(image);
        }
        return outcome;
    }

    private Outcome outcome(ImageRun image, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CancelledException || cause instanceof TakenOverException) {
                return new Outcome.Cancelled(image.source().toString());
            }
            if (cause instanceof NotNowException told) {
                return told.outcome();
            }
            if (cause instanceof CopyRefusedException refused) {
                return refused(image, refused);
            }
            if (cause instanceof TrustedRoot.OutdatedException) {
                return failed(image, "verify the image's signature", cause.getMessage(), Hint.NONE);
            }
            if (cause instanceof GivenUpException) {
                return failed(image, "mirror the image", cause.getMessage(), Hint.GIVEN_UP);
            }
            if (cause instanceof RegistryException registry) {
                return registry.kind() == RegistryException.Kind.RATE_LIMITED
                        ? waiting(image, registry)
                        : failed(image, registry);
            }
        }
        LOG.error("unexpected, while mirroring {} for issue {}", image.source(), image.issue(), thrown);
        return failed(image, "mirror the image", "an error of the program, see its log", Hint.NONE);
    }

    private static Outcome failed(ImageRun image, String action, String answer, Hint hint) {
        return new Outcome.Failed(image.source(), target(image), action, answer, false, hint);
    }

    private static Outcome refused(ImageRun image, CopyRefusedException refused) {
        return new Outcome.Refused(
                image.source().toString(),
                refused.code(),
                refused.getMessage(),
                refused.platforms(),
                refused.tags(),
                List.of(),
                refused.command(),
                null);
    }

    private Outcome waiting(ImageRun image, RegistryException limited) {
        Instant until = limited.retryAt() == null ? clock.instant().plus(UNTOLD) : limited.retryAt();
        String host = limited.target().split("/", 2)[0];
        return new Outcome.Waiting(image.source(), host, until);
    }

    private Outcome failed(ImageRun image, RegistryException failure) {
        if (failure.kind() == RegistryException.Kind.TOO_SLOW) {
            return failed(image, failure.action() + " (" + failure.target() + ")", failure.detail(), Hint.TOO_SLOW);
        }
        Optional<String> missing = organization.apply(failure, target(image));
        return new Outcome.Failed(
                image.source(),
                target(image),
                failure.action() + " (" + failure.target() + ")",
                failure.detail() + missing.map(text -> "; " + text).orElse(""),
                failure.temporary(),
                missing.isPresent() ? Hint.ORGANIZATION : Hint.NONE);
    }

    private static ImageReference target(ImageRun image) {
        return image.target() == null ? image.request().target() : image.target();
    }
}
