package io.github.syncimage.cli;

import io.github.syncimage.text.OneLine;
import io.github.syncimage.trust.Verification;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How an image stands by the rules on signatures, for people and for programs. */
final class VerifyOutput {
    private static final int LONGEST = 1000;

    private VerifyOutput() {}

    /** One line; empty where no rules are configured. */
    static String text(Verification found) {
        return switch (found.state()) {
            case NOT_ASKED -> "";
            case NO_RULE -> "not verified: no rule is about this image";
            case SKIPPED -> "not verified: skipped by " + found.rule();
            case DENIED -> "denied by " + found.rule();
            case SIGNED -> "signed by " + OneLine.of(found.by(), LONGEST) + ", as " + found.rule() + " asks";
            case FAILED ->
                found.reason() + " by " + found.rule() + ": " + OneLine.of(found.message(), LONGEST) + "; check it: "
                        + OneLine.of(found.command(), LONGEST);
        };
    }

    /** Members without a value are left out; null where no rules are configured. */
    static Map<String, Object> json(Verification found) {
        if (found.state() == Verification.State.NOT_ASKED) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", found.state().name().toLowerCase(Locale.ROOT));
        json.put("rule", found.rule());
        json.put("by", found.by());
        json.put("reason", found.reason());
        json.put("message", found.message());
        json.put("command", found.command());
        json.values().removeIf(value -> value == null);
        return json;
    }
}
