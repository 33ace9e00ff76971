package io.github.syncimage.flow.answer;

import io.github.syncimage.flow.run.RequestRun;
import io.github.syncimage.image.Platform;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.store.answer.AnswerRow;
import io.github.syncimage.text.OneLine;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is remembered of an outcome. */
final class AnswerRows {
    /** What strangers and registries write is kept as far as anybody reads it. */
    private static final int LONGEST = 300;

    private AnswerRows() {}

    /** @param outcome as the counters call it */
    static AnswerRow of(RequestRun run, Outcome told, String outcome) {
        Map<String, Object> details = new LinkedHashMap<>();
        String reason = null;
        if (told instanceof Outcome.Mirrored mirrored) {
            mirrored(mirrored, details);
        } else if (told instanceof Outcome.Refused refused) {
            reason = refused.reason();
            details.put("message", OneLine.of(refused.message(), LONGEST));
            put(details, "tags", refused.tags());
            put(details, "offered", names(refused.platforms()));
        } else if (told instanceof Outcome.Failed failed) {
            details.put("message", OneLine.of(failed.action() + ": " + failed.answer(), LONGEST));
        } else if (told instanceof Outcome.Waiting waiting) {
            details.put("host", waiting.host());
            details.put("until", waiting.until().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return new AnswerRow(
                0,
                null,
                run.issue().repository().toString(),
                run.issue().number(),
                run.user(),
                OneLine.of(told.image(), LONGEST),
                outcome,
                reason,
                details);
    }

    private static void mirrored(Outcome.Mirrored mirrored, Map<String, Object> details) {
        details.put("target", mirrored.result().target().toString());
        put(details, "platforms", names(mirrored.result().mirrored()));
        details.put("size", mirrored.result().size());
        if (!mirrored.result().alreadyPresent()) {
            details.put("seconds", Math.max(1, mirrored.result().elapsed().toSeconds()));
        }
        details.put("visibility", mirrored.visibility().state().name().toLowerCase(Locale.ROOT));
        if (mirrored.renamed() != null) {
            details.put("renamed", mirrored.renamed().toString());
        }
    }

    private static List<String> names(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).toList();
    }

    private static void put(Map<String, Object> details, String name, List<String> values) {
        if (!values.isEmpty()) {
            details.put(name, values);
        }
    }
}
