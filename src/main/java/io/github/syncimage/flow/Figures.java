package io.github.syncimage.flow;

import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.text.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells how much is being done, and what came of what was, since the start. */
public record Figures(RunsInProgress runs, RunsOverview overview, OutcomeCounters counters, Instant started) {
    /** Makes the members of the document. */
    Map<String, Object> document() {
        int running = overview.running().size();
        Map<String, Object> outcomes = new LinkedHashMap<>();
        for (OutcomeCounters.Result result : OutcomeCounters.Result.values()) {
            outcomes.put(result.label(), counters.count(result));
        }
        return Json.of(
                "started_at", started.truncatedTo(ChronoUnit.SECONDS).toString(),
                "work", Json.of("running", running, "line", Math.max(0, runs.size() - running), "held", runs.waiting()),
                "outcomes", outcomes,
                "moved_bytes", counters.sent());
    }
}
