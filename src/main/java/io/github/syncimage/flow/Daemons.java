package io.github.syncimage.flow;

import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.SeenNode;
import io.github.syncimage.text.Json;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Tells of the daemons that share the work, and what each of them has in work. */
public record Daemons(Membership membership, RunsOverview overview) {
    /** Makes the members of the document: none where the database cannot tell now who lives. */
    public Map<String, Object> document() {
        try {
            List<SeenNode> living = membership.living();
            List<RunsOverview.Running> running = overview.running();
            return Map.of(
                    "nodes", living.stream().map(seen -> node(seen, running)).toList());
        } catch (SQLException away) {
            return Map.of();
        }
    }

    private static Map<String, Object> node(SeenNode seen, List<RunsOverview.Running> running) {
        List<Map<String, Object>> here = running.stream()
                .filter(run -> seen.node().name().equals(run.node()))
                .map(Daemons::request)
                .toList();
        return Json.of(
                "node", seen.node().name(),
                "role", seen.node().role(),
                "version", seen.node().program(),
                "leads", seen.leads(),
                "started", seen.started().truncatedTo(ChronoUnit.SECONDS).toString(),
                "silent_seconds", seen.silent().toMillis() / 1000.0,
                "workers", seen.node().workers(),
                "running", here);
    }

    private static Map<String, Object> request(RunsOverview.Running run) {
        List<String> images =
                run.images().stream().map(image -> image.source().toString()).toList();
        return Json.of(
                "repository", run.issue().repository().toString(),
                "issue", run.issue().number(),
                "images", images);
    }
}
