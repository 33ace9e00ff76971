package io.github.syncimage.cli;

import io.github.syncimage.copy.Copier.Forecast;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.naming.TargetNames.InvalidTargetException;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.trust.TrustedRoot;
import io.github.syncimage.trust.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of one image of {@code copy}, as text for people and as JSON for programs.
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
record CopyOutcome(
        String source,
        String target,
        String renamed,
        CopyResult result,
        Forecast forecast,
        boolean refused,
        String reason,
        String message) {
    static CopyOutcome done(CopyResult result) {
        return new CopyOutcome(
                result.source().toString(), result.target().toString(), null, result, null, false, null, null);
    }

    /** Nothing was copied; where nothing has to be, that is the result. */
    static CopyOutcome planned(Forecast forecast) {
        String source = forecast.plan().upstream().source().toString();
        String target = forecast.plan().target().toString();
        return forecast.plan()
                .done()
                .map(CopyOutcome::done)
                .orElseGet(() -> new CopyOutcome(source, target, null, null, forecast, false, null, null));
    }

    static CopyOutcome refused(String source, String target, String reason, String message) {
        return new CopyOutcome(source, target, null, null, null, true, reason, message);
    }

    /** Makes an outcome of what a copy has thrown. */
    static CopyOutcome of(String source, String target, RuntimeException e) {
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
                : e instanceof TrustedRoot.OutdatedException ? "trusted_root" : "unexpected";
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CopyOutcome(source, target, null, null, null, false, reason, message);
    }

    /** Says that the rules give another name. */
    CopyOutcome insteadOf(ImageReference given) {
        return new CopyOutcome(source, target, given.toString(), result, forecast, refused, reason, message);
    }

    boolean succeeded() {
        return result != null || forecast != null;
    }

    /** Some lines for a copy that was done, one for another. */
    String text() {
        if (!succeeded()) {
            return (refused ? "refused: " : "failed: ") + source + ": " + shortMessage();
        }
        String line = System.lineSeparator();
        String instead = renamed == null
                ? ""
                : line + "  renamed        " + renamed
                        + " holds an image that came, or may have come, from another source";
        if (forecast != null) {
            return String.join(
                    line,
                    source + " -> " + target + instead + " (nothing was copied)",
                    "  source digest  " + forecast.plan().upstream().digest(),
                    "  platforms      " + joined(forecast.plan().platforms()),
                    "  to send        " + text(forecast.send()),
                    "  to mount       " + text(forecast.mount()),
                    "  there already  " + text(forecast.present()));
        }
        String work = result.alreadyPresent() ? "already there" : Sizes.text(result.moved()) + " sent";
        String skipped = result.skipped().isEmpty() ? "" : " (not offered: " + joined(result.skipped()) + ")";
        String platforms = result.upstream().isEmpty()
                ? "none, an artifact"
                        + (result.type() == null
                                ? ""
                                : " of type " + result.type().code())
                : joined(result.mirrored());
        return String.join(
                        line,
                        source + " -> " + target + instead,
                        "  source digest  " + result.sourceDigest(),
                        "  target digest  " + result.targetDigest() + difference(),
                        "  platforms      " + platforms + skipped,
                        "  command        " + result.command(),
                        "  size           " + Sizes.text(result.size()) + ", " + work + ", " + seconds() + " s")
                + SignatureWords.lines(result)
                + verified();
    }

    private String verified() {
        String verified = SignatureWords.text(result.verified());
        boolean failed = result.verified().state() == Verification.State.FAILED;
        return verified.isEmpty()
                ? ""
                : System.lineSeparator() + "  verify         " + (failed ? "warning: " : "") + verified;
    }

    private static String text(Forecast.Share share) {
        return share.blobs() + " blobs, " + Sizes.text(share.bytes());
    }

    /** Most refusals begin with the image, or with its repository where the tag or digest is what isn't there. */
    private String shortMessage() {
        String[] words = message.split(" ", 2);
        boolean named = words.length == 2
                && words[0].contains("/")
                && source.startsWith(words[0])
                && source.substring(words[0].length()).matches("([:@].*)?");
        return named ? words[1] : message;
    }

    /** One line. */
    String json() {
        return Json.text(fields());
    }

    /** The members of the line, for reports that say more. */
    Map<String, Object> fields() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", name());
        json.put("source", source);
        json.put("target", target);
        json.put("renamed", renamed);
        if (result != null) {
            if (result.type() != null) {
                json.put("type", result.type().code());
                json.put("command", result.command());
            }
            json.put("source_digest", result.sourceDigest().toString());
            json.put("target_digest", result.targetDigest().toString());
            json.put("difference", result.difference().name().toLowerCase(Locale.ROOT));
            json.put("upstream", texts(result.upstream()));
            json.put("wanted", result.wanted().toString());
            json.put("mirrored", texts(result.mirrored()));
            json.put("skipped", texts(result.skipped()));
            json.put("size", result.size());
            json.put("moved", result.moved());
            json.put("seconds", Double.parseDouble(seconds()));
            json.put("signatures", SignatureWords.json(result.signatures()));
            json.put(
                    "attestations",
                    SignatureWords.attestations(result.signatures().statements()));
            SignatureWords.json(result.verified()).ifPresent(verified -> json.put("verify", verified));
        } else if (forecast != null) {
            json.put("source_digest", forecast.plan().upstream().digest().toString());
            json.put("platforms", texts(forecast.plan().platforms()));
            json.put("size", forecast.plan().size());
            json.put("send", fields(forecast.send()));
            json.put("mount", fields(forecast.mount()));
            json.put("present", fields(forecast.present()));
        } else {
            json.put("reason", reason);
            json.put("message", message);
        }
        return json;
    }

    private static Map<String, Object> fields(Forecast.Share share) {
        return Json.of("blobs", share.blobs(), "bytes", share.bytes());
    }

    private String name() {
        if (forecast != null) {
            return "planned";
        }
        if (succeeded()) {
            return result.alreadyPresent() ? "present" : "mirrored";
        }
        return refused ? "refused" : "failed";
    }

    private String difference() {
        return switch (result.difference()) {
            case NONE -> "";
            case SUBSET -> " (differs: only some of the platforms were wanted)";
            case DIALECT -> " (differs: the target takes Docker's formats only)";
            case ATTESTATIONS -> " (differs: the target takes no attestations)";
            case ENGINE -> " (differs: a Docker daemon made the manifests anew)";
        };
    }

    private static String joined(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    private static List<String> texts(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).toList();
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.2f", result.elapsed().toMillis() / 1000.0);
    }
}
