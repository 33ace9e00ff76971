package io.github.syncimage.flow;

import io.github.syncimage.page.PublicText;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.text.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;

/** The routes as they run, with what goes through them, for {@code GET /api/v1/flow}. */
final class RunningRoutes {
    private final CamelContext context;
    private final RouteFolder folder;
    private final FlowCounts counts;
    private volatile FlowGraph graph;
    private volatile Instant loaded;
    private volatile List<Problem> problems = List.of();

    RunningRoutes(CamelContext context, RouteFolder folder, FlowCounts counts) {
        this.context = context;
        this.folder = folder;
        this.counts = counts;
        loaded();
    }

    /** Sees that other routes run. Only the thread that changes them may call it: others must not go through Camel's list. */
    void loaded() {
        graph = FlowGraph.of(
                ((ModelCamelContext) context).getRouteDefinitions(), folder, context::resolvePropertyPlaceholders);
        loaded = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** @param reasons why an edit does not run; empty once nothing is there that does not */
    void refused(List<Problem> reasons) {
        problems = List.copyOf(reasons);
    }

    /** Makes the members of the document. */
    Map<String, Object> document() {
        List<Problem> elsewhere = new ArrayList<>(problems);
        List<Object> routes = new ArrayList<>();
        for (FlowGraph.Box box : graph.boxes()) {
            List<Problem> own = elsewhere.stream()
                    .filter(problem -> problem.source().endsWith("/" + box.file()))
                    .toList();
            elsewhere.removeAll(own);
            routes.add(route(box, own));
        }
        List<Map<String, Object>> told = elsewhere.stream()
                .map(problem ->
                        Json.of("file", PublicText.of(problem.source()), "message", PublicText.of(problem.message())))
                .toList();
        return Json.of(
                "camel", context.getVersion(), "loaded_at", loaded.toString(), "routes", routes, "problems", told);
    }

    private Map<String, Object> route(FlowGraph.Box box, List<Problem> own) {
        FlowCounts.Count count = counts.route(box.id());
        String problem = own.stream().map(Problem::message).map(PublicText::of).collect(Collectors.joining("; "));
        return Json.of(
                "id", box.id(),
                "description", box.description(),
                "from", PublicText.of(box.from()),
                "folder", box.folder().isEmpty() ? null : box.folder(),
                "total", count.done(),
                "failed", count.failed(),
                "inflight", context.getInflightRepository().size(box.id()),
                "calls", box.calls(),
                "steps", box.steps().stream().map(step -> step(box, step)).toList(),
                "problem", own.isEmpty() ? null : problem);
    }

    private Map<String, Object> step(FlowGraph.Box box, FlowGraph.Step step) {
        FlowCounts.Count count = counts.step(box.id(), step.id());
        return Json.of(
                "id", step.id(),
                "kind", step.kind(),
                "level", step.level(),
                "calls", step.calls(),
                "done", count.done(),
                "mean_ms", count.meanMillis(),
                "here", count.here());
    }
}
