package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.transfer.Forecast;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.InvalidTargetException;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.trust.TrustedRootException;
import java.util.Locale;

/**
 * What became of one image of {@code copy}.
 *
 * @param source as given, in full where it could be read
 * @param target in full, or null where it was not known
 * @param renamed the target that the rules give, where another was taken because that may hold another source's image
 * @param result null where it was refused or failed
 * @param forecast what a copy would move, where only that was asked; else null
 * @param refused whether it cannot be served, rather than that something broke
 * @param reason code where there is no result
 * @param message one line where there is no result
 */
public record CopyOutcome(
        String source,
        String target,
        String renamed,
        CopyResult result,
        Forecast forecast,
        boolean refused,
        String reason,
        String message) {
    public static CopyOutcome done(CopyResult result) {
        return new CopyOutcome(
                result.source().toString(), result.target().toString(), null, result, null, false, null, null);
    }

    /** Nothing was copied; where nothing has to be, that is the result. */
    public static CopyOutcome planned(Forecast forecast) {
        return forecast.plan()
                .done()
                .map(CopyOutcome::done)
                .orElseGet(() -> new CopyOutcome(
                        forecast.plan().upstream().source().toString(),
                        forecast.plan().target().toString(),
                        null,
                        null,
                        forecast,
                        false,
                        null,
                        null));
    }

    public static CopyOutcome refused(String source, String target, String reason, String message) {
        return new CopyOutcome(source, target, null, null, null, true, reason, message);
    }

    /** What an exception of a copy comes to. */
    public static CopyOutcome of(String source, String target, RuntimeException e) {
        if (e instanceof CopyRefusedException refusal) {
            String tags = refusal.tags().isEmpty() ? "" : "; tags like it: " + String.join(", ", refusal.tags());
            String check = refusal.command().isEmpty() ? "" : "; check it: " + refusal.command();
            return refused(source, target, refusal.code(), refusal.getMessage() + tags + check);
        }
        if (e instanceof InvalidTargetException) {
            return refused(source, target, "invalid_target", e.getMessage());
        }
        String reason = e instanceof RegistryException registry
                ? registry.kind().name().toLowerCase(Locale.ROOT)
                : e instanceof TrustedRootException ? "trusted_root" : "unexpected";
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CopyOutcome(source, target, null, null, null, false, reason, message);
    }

    /** The same under another name than the rules give. */
    public CopyOutcome insteadOf(ImageReference given) {
        return new CopyOutcome(source, target, given.toString(), result, forecast, refused, reason, message);
    }

    public boolean succeeded() {
        return result != null || forecast != null;
    }
}
