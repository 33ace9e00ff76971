package io.github.syncimage.cli;

import io.github.syncimage.app.Beans.Standing;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.store.run.SeenNode;
import io.github.syncimage.store.run.SharedLevels;
import io.github.syncimage.text.Json;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The document of daemons that share a database, from there: also where none of them can be reached, or lives. */
record SharedStatus(String database, Map<String, HostSettings> hosts, Standing standing) {
    Map<String, Object> document() throws SQLException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("database", database);
        document.put("shared", true);
        List<Map<String, Object>> daemons = new ArrayList<>();
        RunsOverview requests = standing.requests();
        List<RunsOverview.Running> running = requests.running();
        for (SeenNode node : standing.daemons().all()) {
            daemons.add(daemon(node, running));
        }
        document.put("daemons", daemons);
        document.put("running", running.stream().map(SharedStatus::running).toList());
        document.put(
                "queue", requests.line().stream().map(SharedStatus::waiting).toList());
        document.put("held", requests.held().stream().map(SharedStatus::held).toList());
        document.putAll(standing.watches().get());
        document.put("limits", limits());
        return document;
    }

    private Map<String, Object> daemon(SeenNode seen, List<RunsOverview.Running> running) {
        String name = seen.node().name();
        return Json.of(
                "node", name,
                "role", seen.node().role(),
                "version", seen.node().program(),
                "team", seen.node().team(),
                "same_team", seen.node().team().equals(standing.daemons().self().team()),
                "alive", seen.alive(),
                "leads", seen.leads(),
                "started", seen.started().toString(),
                "silent_seconds", seen.silent().toMillis() / 1000.0,
                "workers", seen.node().workers(),
                "requests",
                        running.stream()
                                .filter(run -> name.equals(run.node()))
                                .map(run -> run.issue().key())
                                .toList());
    }

    private static Map<String, Object> running(RunsOverview.Running run) {
        Map<String, Object> request = request(run.issue(), run.user());
        put(request, "node", run.node());
        request.put("started", Objects.toString(run.started(), null));
        if (run.deaths() > 0) {
            request.put("deaths", run.deaths());
        }
        request.put("images", images(run.images()));
        return request;
    }

    private static Map<String, Object> waiting(RunsOverview.Waiting run) {
        Map<String, Object> request = request(run.issue(), run.user());
        request.put("position", run.position());
        request.put("accepted", Objects.toString(run.accepted(), null));
        request.put("images", images(run.images()));
        return request;
    }

    private static Map<String, Object> held(RunsOverview.Held run) {
        Map<String, Object> request = request(run.issue(), run.user());
        put(request, "host", run.host());
        request.put("until", Objects.toString(run.until(), null));
        request.put("images", images(run.images()));
        return request;
    }

    private static Map<String, Object> request(IssueId issue, String user) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("repository", issue.repository().toString());
        request.put("issue", issue.number());
        request.put("user", user);
        return request;
    }

    private static List<String> images(List<PlannedRequest> images) {
        return images.stream().map(image -> image.source().toString()).toList();
    }

    private List<Map<String, Object>> limits() throws SQLException {
        List<Map<String, Object>> limits = new ArrayList<>();
        for (SharedLevels.ToldLimit told : standing.levels().limits()) {
            limits.add(Json.of(
                    "of", told.scope(),
                    "name", told.name(),
                    "remaining", known(told.level().remaining()),
                    "limit", known(told.level().most()),
                    "resets_at", Objects.toString(told.level().resetsAt(), null),
                    "closed_until", Objects.toString(told.level().closedUntil(), null)));
        }
        hosts.values().stream()
                .filter(host -> host.bandwidth() > 0)
                .forEach(host ->
                        limits.add(Json.of("of", "registry", "name", host.host(), "bandwidth", host.bandwidth())));
        for (SharedLevels.SharedPool pool : standing.levels().pools()) {
            limits.add(Json.of("of", "permits", "name", pool.name(), "taken", pool.taken(), "limit", pool.most()));
        }
        return limits;
    }

    private static Integer known(int number) {
        return number < 0 ? null : number;
    }

    private static void put(Map<String, Object> document, String name, Object value) {
        if (value != null) {
            document.put(name, value);
        }
    }
}
