package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Attached;
import io.github.syncimage.copy.plan.Signatures.Statement;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.trust.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says what is known of signatures and attestations, as text for people and as JSON for programs. */
final class SignatureWords {
    /** A stranger's text. */
    private static final int LONGEST = 200;

    private static final int LONGEST_RULE = 1000;

    private SignatureWords() {}

    /** Lines behind the others, each with the line break before it; nothing where nothing is attached. */
    static String lines(CopyResult result) {
        Signatures signatures = result.signatures();
        List<String> words = new ArrayList<>();
        if (!signatures.copied().isEmpty()) {
            words.add(signatures.copied().size() + " copied");
        }
        if (!signatures.present().isEmpty()) {
            words.add(signatures.present().size() + " already there");
        }
        if (signatures.signsTag()) {
            words.add("cosign verify --key … " + result.target() + " works as upstream");
        } else if (signatures.signsAny()) {
            words.add("cosign verify works for a platform by its digest");
        }
        for (Why why : Why.values()) {
            long count =
                    signatures.left().stream().filter(left -> left.why() == why).count();
            if (count > 0) {
                words.add(count + " left: " + words(why, result));
            }
        }
        String reason = signatures.reason().isEmpty() ? "" : " (" + OneLine.of(signatures.reason(), LONGEST) + ")";
        String attestations = String.join(", ", signatures.types());
        return (words.isEmpty() ? "" : line("signatures", String.join("; ", words) + reason))
                + (attestations.isEmpty() ? "" : line("attestations", OneLine.of(attestations, 5 * LONGEST)));
    }

    private static String line(String name, String text) {
        return System.lineSeparator() + String.format("  %-14s %s", name, text);
    }

    private static String words(Why why, CopyResult result) {
        return switch (why) {
            case SUBSET ->
                "the upstream signed " + result.sourceDigest()
                        + ", of which this is a part; verify a platform by its digest, or mirror all";
            case DIALECT ->
                "the target gets Docker's formats, in which digests differ, so signatures cannot hold; source digest "
                        + result.sourceDigest();
            case ENGINE ->
                "a Docker daemon made the manifests anew, so signatures cannot hold; source digest "
                        + result.sourceDigest();
            case REFUSED -> "the target does not take it";
            case DIFFERS -> "other signatures stand at its place and were kept";
            case TOO_LARGE -> "larger than limits.image_size allows";
            case UNUSABLE -> "not as it should be, or one too many";
            case UNAVAILABLE -> "could not be read or stored";
        };
    }

    static Map<String, Object> json(Signatures signatures) {
        return Json.of(
                "copied", signatures.copied().stream().map(Attached::what).toList(),
                "present", signatures.present().stream().map(Attached::what).toList(),
                "left", signatures.left().stream().map(SignatureWords::json).toList());
    }

    private static Map<String, Object> json(Signatures.Left left) {
        String detail = left.detail().isEmpty() ? null : left.detail();
        return Json.of("what", left.what(), "of", left.of(), "why", left.why().code(), "detail", detail);
    }

    /** Of {@code inspect}: a line for all signatures, one for attestations; nothing where there are none. */
    static String upstream(Signatures signatures) {
        Map<String, List<String>> bySubject = new LinkedHashMap<>();
        signatures.present().forEach(found -> bySubject
                .computeIfAbsent(found.of(), of -> new ArrayList<>())
                .add(found.what()));
        List<String> words = new ArrayList<>();
        bySubject.forEach((of, whats) -> words.add(of + " " + String.join("+", whats)));
        unreadable(signatures).forEach(why -> words.add("could not be read, " + OneLine.of(why, LONGEST)));
        String types = String.join(", ", signatures.types());
        return (words.isEmpty() ? "" : line("signatures", String.join("; ", words)))
                + (types.isEmpty() ? "" : line("attestations", OneLine.of(types, 5 * LONGEST)));
    }

    /** What could not be read, each with the reason. */
    static List<String> unreadable(Signatures signatures) {
        return signatures.left().stream()
                .map(left -> left.of() + ": " + left.detail())
                .toList();
    }

    static Map<String, Object> json(Attached found) {
        return Json.of(
                "what", found.what(),
                "of", found.of(),
                "digest", found.digest().toString(),
                "signature", found.signature());
    }

    static List<Map<String, Object>> attestations(List<Statement> statements) {
        return statements.stream()
                .map(statement -> Json.of("type", statement.type(), "of", statement.of()))
                .toList();
    }

    /** One line; empty where no rules are configured. */
    static String text(Verification found) {
        return switch (found.state()) {
            case NOT_ASKED -> "";
            case NO_RULE -> "not verified: no rule is about this image";
            case SKIPPED -> "not verified: skipped by " + found.rule();
            case DENIED -> "denied by " + found.rule();
            case SIGNED -> "signed by " + OneLine.of(found.by(), LONGEST_RULE) + ", as " + found.rule() + " asks";
            case FAILED ->
                found.reason() + " by " + found.rule() + ": " + OneLine.of(found.message(), LONGEST_RULE)
                        + "; check it: " + OneLine.of(found.command(), LONGEST_RULE);
        };
    }

    /** Empty where no rules are configured. */
    static Optional<Map<String, Object>> json(Verification found) {
        return found.state() == Verification.State.NOT_ASKED
                ? Optional.empty()
                : Optional.of(Json.of(
                        "state", found.state().name().toLowerCase(Locale.ROOT),
                        "rule", found.rule(),
                        "by", found.by(),
                        "reason", found.reason(),
                        "message", found.message(),
                        "command", found.command()));
    }
}
