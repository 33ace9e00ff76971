package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.transfer.Forecast;
import io.github.syncimage.image.Platform;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.trust.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Outcomes of {@code copy} as text for people and as JSON for programs. */
public final class CopyOutput {
    private CopyOutput() {}

    /** Some lines for a copy that was done, one for another. */
    public static String text(CopyOutcome outcome) {
        if (!outcome.succeeded()) {
            return (outcome.refused() ? "refused: " : "failed: ") + outcome.source() + ": " + reason(outcome);
        }
        if (outcome.forecast() != null) {
            return text(outcome, outcome.forecast());
        }
        CopyResult result = outcome.result();
        String work = result.alreadyPresent() ? "already there" : Sizes.text(result.moved()) + " sent";
        String skipped = result.skipped().isEmpty() ? "" : " (not offered: " + platforms(result.skipped()) + ")";
        String attached = SignatureWords.lines(result);
        return String.join(
                        System.lineSeparator(),
                        result.source() + " -> " + result.target() + renamed(outcome),
                        "  source digest  " + result.sourceDigest(),
                        "  target digest  " + result.targetDigest() + difference(result),
                        "  platforms      "
                                + (result.upstream().isEmpty() ? "none, an artifact" : platforms(result.mirrored()))
                                + skipped,
                        "  size           " + Sizes.text(result.size()) + ", " + work + ", " + seconds(result) + " s")
                + attached
                + verified(result);
    }

    private static String verified(CopyResult result) {
        String verified = VerifyOutput.text(result.verified());
        boolean failed = result.verified().state() == Verification.State.FAILED;
        return verified.isEmpty()
                ? ""
                : System.lineSeparator() + "  verify         " + (failed ? "warning: " : "") + verified;
    }

    private static String renamed(CopyOutcome outcome) {
        return outcome.renamed() == null
                ? ""
                : System.lineSeparator() + "  renamed        " + outcome.renamed()
                        + " holds an image that came, or may have come, from another source";
    }

    private static String text(CopyOutcome outcome, Forecast forecast) {
        return String.join(
                System.lineSeparator(),
                outcome.source() + " -> " + outcome.target() + renamed(outcome) + " (nothing was copied)",
                "  source digest  " + forecast.plan().upstream().digest(),
                "  platforms      " + platforms(forecast.plan().platforms()),
                "  to send        " + text(forecast.send()),
                "  to mount       " + text(forecast.mount()),
                "  there already  " + text(forecast.present()));
    }

    private static String text(Forecast.Share share) {
        return share.blobs() + " blobs, " + Sizes.text(share.bytes());
    }

    private static Map<String, Object> fields(Forecast.Share share) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("blobs", share.blobs());
        json.put("bytes", share.bytes());
        return json;
    }

    /** Most refusals begin with the image, or with its repository where the tag or digest is what isn't there. */
    private static String reason(CopyOutcome outcome) {
        String[] words = outcome.message().split(" ", 2);
        boolean named = words.length == 2
                && words[0].contains("/")
                && outcome.source().startsWith(words[0])
                && outcome.source().substring(words[0].length()).matches("([:@].*)?");
        return named ? words[1] : outcome.message();
    }

    /** One line. */
    public static String json(CopyOutcome outcome) {
        return Json.text(fields(outcome));
    }

    /** What the line says, for reports that say more. */
    public static Map<String, Object> fields(CopyOutcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        CopyResult result = outcome.result();
        json.put("outcome", name(outcome));
        json.put("source", outcome.source());
        json.put("target", outcome.target());
        json.put("renamed", outcome.renamed());
        if (result != null) {
            json.put("source_digest", result.sourceDigest().toString());
            json.put("target_digest", result.targetDigest().toString());
            json.put("difference", result.difference().name().toLowerCase(Locale.ROOT));
            json.put("upstream", texts(result.upstream()));
            json.put("wanted", result.wanted().toString());
            json.put("mirrored", texts(result.mirrored()));
            json.put("skipped", texts(result.skipped()));
            json.put("size", result.size());
            json.put("moved", result.moved());
            json.put("seconds", Double.parseDouble(seconds(result)));
            json.put("signatures", SignatureWords.json(result.signatures()));
            json.put(
                    "attestations",
                    SignatureWords.attestations(result.signatures().statements()));
            Map<String, Object> verified = VerifyOutput.json(result.verified());
            if (verified != null) {
                json.put("verify", verified);
            }
        } else if (outcome.forecast() != null) {
            Forecast forecast = outcome.forecast();
            json.put("source_digest", forecast.plan().upstream().digest().toString());
            json.put("platforms", texts(forecast.plan().platforms()));
            json.put("size", forecast.plan().size());
            json.put("send", fields(forecast.send()));
            json.put("mount", fields(forecast.mount()));
            json.put("present", fields(forecast.present()));
        } else {
            json.put("reason", outcome.reason());
            json.put("message", outcome.message());
        }
        return json;
    }

    private static String name(CopyOutcome outcome) {
        if (outcome.forecast() != null) {
            return "planned";
        }
        if (outcome.succeeded()) {
            return outcome.result().alreadyPresent() ? "present" : "mirrored";
        }
        return outcome.refused() ? "refused" : "failed";
    }

    private static String difference(CopyResult result) {
        return switch (result.difference()) {
            case NONE -> "";
            case SUBSET -> " (differs: only some of the platforms were wanted)";
            case DIALECT -> " (differs: the target takes Docker's formats only)";
            case ATTESTATIONS -> " (differs: the target takes no attestations)";
            case ENGINE -> " (differs: a Docker daemon made the manifests anew)";
        };
    }

    private static String platforms(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }

    static List<String> texts(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).toList();
    }

    private static String seconds(CopyResult result) {
        return String.format(Locale.ROOT, "%.2f", result.elapsed().toMillis() / 1000.0);
    }
}
