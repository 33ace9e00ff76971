package io.github.syncimage.flow.page;

import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much is being done, and what came of what was, since the start. */
public final class Figures {
    private final RunsInProgress runs;
    private final RunsOverview overview;
    private final OutcomeCounters counters;
    private final Instant started;

    public Figures(RunsInProgress runs, RunsOverview overview, OutcomeCounters counters, Instant started) {
        this.runs = runs;
        this.overview = overview;
        this.counters = counters;
        this.started = started.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The members of the document. */
    Map<String, Object> document() {
        int running = overview.running().size();
        Map<String, Object> outcomes = new LinkedHashMap<>();
        for (OutcomeCounters.Result result : OutcomeCounters.Result.values()) {
            outcomes.put(result.label(), counters.count(result));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("started_at", started.toString());
        Map<String, Object> work = new LinkedHashMap<>();
        work.put("running", running);
        work.put("line", Math.max(0, runs.size() - running));
        work.put("held", runs.waiting());
        document.put("work", work);
        document.put("outcomes", outcomes);
        document.put("moved_bytes", counters.sent());
        return document;
    }
}
