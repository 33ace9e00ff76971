package io.github.syncimage.flow.page;

import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.store.node.Membership;
import io.github.syncimage.store.node.SeenNode;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The daemons that share the work, and what each of them has in work. */
public record Daemons(Membership membership, RunsOverview overview) {
    /** The members of the document: none where the database cannot tell now who lives. */
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
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("node", seen.node().name());
        node.put("role", seen.node().role());
        node.put("version", seen.node().program());
        node.put("leads", seen.leads());
        node.put("started", seen.started().truncatedTo(ChronoUnit.SECONDS).toString());
        node.put("silent_seconds", seen.silent().toMillis() / 1000.0);
        node.put("workers", seen.node().workers());
        node.put(
                "running",
                running.stream()
                        .filter(run -> seen.node().name().equals(run.node()))
                        .map(Daemons::request)
                        .toList());
        return node;
    }

    private static Map<String, Object> request(RunsOverview.Running run) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("repository", run.issue().repository().toString());
        request.put("issue", run.issue().number());
        request.put(
                "images",
                run.images().stream().map(image -> image.source().toString()).toList());
        return request;
    }
}
