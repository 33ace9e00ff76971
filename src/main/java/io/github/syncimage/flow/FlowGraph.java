package io.github.syncimage.flow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;

/**
 * The routes, with which calls which.
 *
 * @param boxes a route each, in the order in which a reader meets them: from what starts by itself along the calls
 */
public record FlowGraph(List<Box> boxes) {
    /**
     * A route.
     *
     * @param from where its messages come from, without options
     * @param folder below that of the routes, {@code github}; empty for that one itself
     * @param file its name, without folders
     * @param calls ids of other routes, in the order of the steps
     * @param steps those with an id of their own
     */
    public record Box(
            String id,
            String description,
            String from,
            String folder,
            String file,
            List<String> calls,
            List<Step> steps) {
        public Box {
            calls = List.copyOf(calls);
            steps = List.copyOf(steps);
        }

        /** Tells whether its messages come from elsewhere than from another route's call: a timer, a queue, a web server. */
        public boolean startsByItself() {
            return !from.startsWith("direct:");
        }
    }

    /**
     * A step of a route.
     *
     * @param id null where the route gives none
     * @param kind as in the YAML: {@code to}, {@code split}
     * @param level 1 for one of the route itself, 2 for one inside of such a one; what has no id does not count
     * @param calls the route that it calls, or null
     */
    public record Step(String id, String kind, int level, String calls) {}

    public FlowGraph {
        boxes = List.copyOf(boxes);
    }

    /**
     * @param folder where the routes lie
     * @param resolve replaces <code>{{…}}</code>
     */
    public static FlowGraph of(Collection<RouteDefinition> routes, RouteFolder folder, UnaryOperator<String> resolve) {
        Map<String, String> byEndpoint = new LinkedHashMap<>();
        routes.forEach(route -> byEndpoint.put(from(route, resolve), route.getId()));
        Map<String, Box> boxes = new LinkedHashMap<>();
        for (RouteDefinition route : routes) {
            boxes.put(route.getId(), box(route, byEndpoint, folder, resolve));
        }
        return new FlowGraph(inReadingOrder(boxes));
    }

    private static Box box(
            RouteDefinition route, Map<String, String> byEndpoint, RouteFolder folder, UnaryOperator<String> resolve) {
        List<Step> steps = new ArrayList<>();
        walk(route.getOutputs(), 1, uri -> byEndpoint.get(endpoint(uri, resolve)), steps);
        String text = route.getDescriptionText();
        Path file = Path.of(route.getResource().getURI());
        return new Box(
                route.getId(),
                text == null ? "" : text,
                from(route, resolve),
                folder.below(file),
                file.getFileName().toString(),
                steps.stream()
                        .map(Step::calls)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                steps.stream().filter(step -> step.id() != null).toList());
    }

    private static String from(RouteDefinition route, UnaryOperator<String> resolve) {
        return endpoint(route.getInput().getEndpointUri(), resolve);
    }

    private static String endpoint(String uri, UnaryOperator<String> resolve) {
        String resolved = resolve.apply(uri);
        int options = resolved.indexOf('?');
        return (options < 0 ? resolved : resolved.substring(0, options)).replace("://", ":");
    }

    // What a routeConfiguration says of exceptions stands in each route that runs, and is none of its steps.
    private static void walk(
            List<ProcessorDefinition<?>> outputs, int level, UnaryOperator<String> routes, List<Step> steps) {
        for (ProcessorDefinition<?> step : outputs) {
            if (step instanceof OnExceptionDefinition) {
                continue;
            }
            boolean named = step.hasCustomIdAssigned();
            String uri = uri(step);
            steps.add(new Step(
                    named ? step.getId() : null,
                    step.getShortName(),
                    level,
                    uri == null || uri.isBlank() ? null : routes.apply(uri)));
            walk(step.getOutputs(), named ? level + 1 : level, routes, steps);
        }
    }

    private static String uri(ProcessorDefinition<?> step) {
        if (step instanceof ToDefinition to) {
            return to.getEndpointUri();
        }
        if (step instanceof WireTapDefinition<?> tap) {
            return tap.getUri();
        }
        if (step instanceof EnrichDefinition enrich) {
            return enrich.getExpression().getExpression();
        }
        return step instanceof PollEnrichDefinition enrich
                ? enrich.getExpression().getExpression()
                : null;
    }

    private static List<Box> inReadingOrder(Map<String, Box> boxes) {
        Set<String> seen = new LinkedHashSet<>();
        boxes.values().stream()
                .filter(Box::startsByItself)
                .sorted((a, b) -> reach(b, boxes, new LinkedHashSet<>()) - reach(a, boxes, new LinkedHashSet<>()))
                .forEach(box -> visit(box, boxes, seen));
        boxes.values().forEach(box -> visit(box, boxes, seen));
        return seen.stream().map(boxes::get).toList();
    }

    private static void visit(Box box, Map<String, Box> boxes, Set<String> seen) {
        if (seen.add(box.id())) {
            box.calls().forEach(called -> visit(boxes.get(called), boxes, seen));
        }
    }

    private static int reach(Box box, Map<String, Box> boxes, Set<String> seen) {
        visit(box, boxes, seen);
        return seen.size();
    }

    /**
     * Draws it in Mermaid, which GitHub shows as a picture where it stands in Markdown; without the fence around it. Routes
     * of a folder stand together.
     */
    public String mermaid() {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Set<String> starts =
                boxes.stream().filter(Box::startsByItself).map(Box::id).collect(Collectors.toSet());
        Map<String, List<Box>> folders =
                boxes.stream().collect(Collectors.groupingBy(Box::folder, TreeMap::new, Collectors.toList()));
        folders.forEach((folder, inside) -> {
            text.append(folder.isEmpty() ? "" : "  subgraph %s\n".formatted(folder));
            // Round where messages come from outside.
            inside.forEach(box ->
                    text.append((box.startsByItself() ? "  %s([%s])\n" : "  %s[%s]\n").formatted(box.id(), box.id())));
            text.append(folder.isEmpty() ? "" : "  end\n");
        });
        boxes.forEach(box -> box.calls()
                .forEach(called -> text.append(
                        "  %s %s %s\n".formatted(box.id(), starts.contains(called) ? "-.->" : "-->", called))));
        return text.toString();
    }
}
