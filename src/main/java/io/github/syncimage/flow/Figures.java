package io.github.syncimage.flow;

import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.text.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much is being done, and what came of what was, since the start. */
public record Figures(RunsInProgress runs, RunsOverview overview, OutcomeCounters counters, Instant started) {
    public Figures {
        started = started.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The members of the document. */
    Map<String, Object> document() {
        int running = overview.running().size();
        int line = Math.max(0, runs.size() - running);
        Map<String, Object> outcomes = new LinkedHashMap<>();
        for (OutcomeCounters.Result result : OutcomeCounters.Result.values()) {
            outcomes.put(result.label(), counters.count(result));
        }
        return Json.of(
                "started_at", started.toString(),
                "work", Json.of("running", running, "line", line, "held", runs.waiting()),
                "outcomes", outcomes,
                "moved_bytes", counters.sent());
    }
}
