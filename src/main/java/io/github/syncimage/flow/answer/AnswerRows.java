package io.github.syncimage.flow.answer;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Platform;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.store.AnswerRow;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.time.temporal.ChronoUnit;
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
        return new AnswerRow(
                0,
                null,
                run.issue().repository().toString(),
                run.issue().number(),
                run.user(),
                OneLine.of(told.image(), LONGEST),
                outcome,
                told instanceof Outcome.Refused refused ? refused.reason() : null,
                details(told));
    }

    private static Map<String, Object> details(Outcome told) {
        if (told instanceof Outcome.Mirrored mirrored) {
            return mirrored(mirrored);
        }
        if (told instanceof Outcome.Refused refused) {
            return Json.of(
                    "message", OneLine.of(refused.message(), LONGEST),
                    "tags", orNull(refused.tags()),
                    "offered", orNull(names(refused.platforms())));
        }
        if (told instanceof Outcome.Failed failed) {
            return Json.of("message", OneLine.of(failed.action() + ": " + failed.answer(), LONGEST));
        }
        return told instanceof Outcome.Waiting waiting
                ? Json.of(
                        "host", waiting.host(),
                        "until", waiting.until().truncatedTo(ChronoUnit.SECONDS).toString())
                : Json.of();
    }

    private static Map<String, Object> mirrored(Outcome.Mirrored mirrored) {
        CopyResult result = mirrored.result();
        return Json.of(
                "target", result.target().toString(),
                "command", result.type() == ArtifactType.IMAGE ? null : result.command(),
                "platforms", orNull(names(result.mirrored())),
                "size", result.size(),
                "seconds",
                        result.alreadyPresent()
                                ? null
                                : Math.max(1, result.elapsed().toSeconds()),
                "visibility", mirrored.visibility().state().name().toLowerCase(Locale.ROOT),
                "renamed",
                        mirrored.renamed() == null
                                ? null
                                : mirrored.renamed().name().toString());
    }

    private static List<String> names(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).toList();
    }

    private static List<String> orNull(List<String> values) {
        return values.isEmpty() ? null : values;
    }
}
