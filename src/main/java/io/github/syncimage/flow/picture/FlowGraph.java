package io.github.syncimage.flow.picture;

import io.github.syncimage.flow.routes.RouteFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;

/**
 * Which route calls which.
 *
 * @param boxes a route each, in the order in which a reader meets them: from what starts by itself along the calls
 */
public record FlowGraph(List<Box> boxes) {
    /**
     * A route.
     *
     * @param from where its messages come from, without options
     * @param folder below that of the routes, {@code github}; empty for that one itself
     * @param calls ids of other routes, in the order of the steps
     */
    public record Box(String id, String description, String from, String folder, List<String> calls) {
        public Box {
            calls = List.copyOf(calls);
        }

        /** Whether its messages come from elsewhere than from another route's call: a timer, a queue, a web server. */
        public boolean startsByItself() {
            return !from.startsWith("direct:");
        }
    }

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
            Set<String> calls = new LinkedHashSet<>();
            endpoints(route).map(uri -> byEndpoint.get(endpoint(uri, resolve))).forEach(calls::add);
            calls.remove(null);
            String text = route.getDescriptionText();
            boxes.put(
                    route.getId(),
                    new Box(
                            route.getId(),
                            text == null ? "" : text,
                            from(route, resolve),
                            folder.below(Path.of(route.getResource().getURI())),
                            List.copyOf(calls)));
        }
        return new FlowGraph(inReadingOrder(boxes));
    }

    private static String from(RouteDefinition route, UnaryOperator<String> resolve) {
        return endpoint(route.getInput().getEndpointUri(), resolve);
    }

    private static String endpoint(String uri, UnaryOperator<String> resolve) {
        String resolved = resolve.apply(uri);
        int options = resolved.indexOf('?');
        return (options < 0 ? resolved : resolved.substring(0, options)).replace("://", ":");
    }

    private static Stream<String> endpoints(RouteDefinition route) {
        List<String> uris = new ArrayList<>();
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            if (step instanceof ToDefinition to) {
                uris.add(to.getEndpointUri());
            } else if (step instanceof WireTapDefinition<?> tap) {
                uris.add(tap.getUri());
            } else if (step instanceof EnrichDefinition enrich) {
                uris.add(enrich.getExpression().getExpression());
            } else if (step instanceof PollEnrichDefinition enrich) {
                uris.add(enrich.getExpression().getExpression());
            }
        }
        return uris.stream().filter(uri -> uri != null && !uri.isBlank());
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

    /** What the operator's story is: the routes that lie in the folder itself, not below it. */
    public List<Box> story() {
        return boxes.stream().filter(box -> box.folder().isEmpty()).toList();
    }

    /** Names of folders below, each with its routes. */
    public Map<String, List<Box>> plumbing() {
        return boxes.stream()
                .filter(box -> !box.folder().isEmpty())
                .collect(Collectors.groupingBy(Box::folder, TreeMap::new, Collectors.toList()));
    }

    /** The folders below whose routes a route calls. */
    public Set<String> foldersThatServe(Box box) {
        return boxes.stream()
                .filter(called ->
                        box.calls().contains(called.id()) && !called.folder().isEmpty())
                .map(Box::folder)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
