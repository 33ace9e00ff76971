package io.github.syncimage.cli;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.watch.run.EntryPlan;
import io.github.syncimage.watch.run.TagOutcome;
import io.github.syncimage.watch.run.WatchRunner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a run of a list prints: the fields of {@code copy --json}, and those that say which list it was. */
final class WatchOutput {
    private static final int LONGEST = 300;

    private WatchOutput() {}

    /** One line. */
    static String json(TagOutcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("list", outcome.key().list());
        json.put("entry", outcome.key().entry());
        json.put("tag", outcome.key().tag());
        json.putAll(fields(outcome));
        if (outcome.before() != null) {
            json.put("previous", outcome.before().toString());
        }
        return Json.text(json);
    }

    private static Map<String, Object> fields(TagOutcome outcome) {
        String source = Objects.toString(outcome.source(), null);
        String target = outcome.target().toString();
        if (outcome.result() != null) {
            return CopyOutput.fields(CopyOutcome.done(outcome.result()));
        }
        if (outcome.failure() != null) {
            return CopyOutput.fields(CopyOutcome.of(source, target, outcome.failure()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("outcome", outcome.kind().label());
        json.put("source", source);
        json.put("target", target);
        json.put("source_digest", Objects.toString(outcome.now(), null));
        json.put("target_digest", Objects.toString(outcome.standing(), null));
        return json;
    }

    /** The line of an entry that could not be gone through; null where it could. */
    static String json(EntryPlan plan) {
        if (plan.failure() == null && plan.until() == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("list", plan.list().name());
        json.put("entry", plan.entry().id());
        json.put("outcome", plan.failure() == null ? "waiting" : "failed");
        json.put("source", plan.entry().source().toString());
        json.put("reason", plan.failure() == null ? "rate_limited" : "entry");
        json.put("message", plan.failure() == null ? plan.note() : plan.failure());
        json.put("until", Objects.toString(plan.until(), null));
        return Json.text(json);
    }

    static String text(TagOutcome outcome) {
        String name =
                outcome.source() == null ? outcome.target().toString() : outcome.source() + " -> " + outcome.target();
        String more =
                switch (outcome.kind()) {
                    case MIRRORED -> ", " + Sizes.text(outcome.result().moved()) + " sent";
                    case FAILED -> ": " + OneLine.of(WatchRunner.reason(outcome.failure()), LONGEST);
                    case GONE -> ": upstream has no " + outcome.key().tag() + " any more; it stays";
                    default -> "";
                };
        String digests = outcome.before() == null ? "" : " (" + outcome.before() + " -> " + outcome.now() + ")";
        return String.format("  %-9s %s", outcome.kind().label(), name + digests + more);
    }
}
