package io.github.syncimage.flow.routes;

import io.github.syncimage.settings.Problem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * Says what is wrong with a folder of routes without running one: the shape of the YAML, names, descriptions, endpoints
 * and their options, beans, and routes that are called or needed and aren't there.
 */
public final class RouteCheck {
    /** The name of the contexts in which routes are only looked at. */
    public static final String CONTEXT = "routes-check";

    /** No route calls these: the first begins everything, the second takes requests from the queue. */
    private static final List<String> ENTRIES = List.of("poll-issues", "serve-request");

    private final Map<String, Object> beans;
    private final Properties properties;

    /**
     * @param beans by the names that routes use
     * @param properties what routes mean by <code>{{…}}</code>
     */
    public RouteCheck(Map<String, Object> beans, Properties properties) {
        this.beans = Map.copyOf(beans);
        this.properties = properties;
    }

    /** Everything that is wrong, file by file; empty where the routes can run. */
    public List<Problem> problems(RouteFolder folder) {
        try {
            return problems(folder.read());
        } catch (UncheckedIOException e) {
            return List.of(
                    new Problem(folder.path().toString(), null, "the routes cannot be read: " + RouteProblem.of(e)));
        }
    }

    /** @param files the texts by their paths */
    public List<Problem> problems(Map<Path, String> files) {
        if (files.isEmpty()) {
            return List.of(new Problem("routes", null, "there are none"));
        }
        List<RouteText> texts = files.entrySet().stream()
                .map(entry -> new RouteText(entry.getKey(), entry.getValue()))
                .toList();
        Set<String> known = texts.stream()
                .filter(RouteText::holdsRoute)
                .map(text -> RouteFolder.name(text.file()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Problem> problems = new ArrayList<>();
        for (RouteText text : texts) {
            problems.addAll(ofFile(text, others(text, texts)));
            problems.addAll(missingRoutes(text, known));
        }
        ENTRIES.stream()
                .filter(name -> !known.contains(name))
                .map(RouteCheck::missingEntry)
                .forEach(problems::add);
        return problems.isEmpty() ? together(texts) : problems;
    }

    /**
     * What the files say, without building it.
     *
     * @throws Exception what is wrong with the shape of a file
     */
    public List<RouteDefinition> definitions(RouteFolder folder) throws Exception {
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            scratch.load(folder.read().entrySet().stream()
                    .map(file -> ScratchContext.resource(file.getKey(), file.getValue()))
                    .toList());
            return List.copyOf(scratch.routes());
        }
    }

    /** Replaces <code>{{…}}</code> as in the routes. */
    public String resolve(String text) {
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            return scratch.resolve(text);
        }
    }

    private static Problem missingEntry(String name) {
        return new Problem(
                "routes/" + name + RouteFolder.ENDING,
                null,
                "the route is missing, and without it nothing is mirrored");
    }

    private static List<Problem> missingRoutes(RouteText text, Set<String> known) {
        Set<String> missing = text.routes();
        missing.removeAll(known);
        return missing.stream()
                .map(name -> new Problem(
                        text.source(),
                        null,
                        "direct:" + name + " is called, but there is no " + name + RouteFolder.ENDING))
                .toList();
    }

    // Routes name the routeConfiguration and the beans that they use, so each is built beside those.
    private static List<Resource> others(RouteText text, List<RouteText> texts) {
        return texts.stream()
                .filter(other -> other != text)
                .flatMap(other -> other.shared().stream())
                .map(ScratchContext::resource)
                .toList();
    }

    private List<Problem> ofFile(RouteText text, List<Resource> others) {
        List<Problem> problems = new ArrayList<>();
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            scratch.load(List.of(ScratchContext.resource(text)));
            scratch.routes().forEach(route -> problems.addAll(named(route, text)));
            if (loads(scratch, others)) {
                scratch.routes().forEach(route -> problems.addAll(configured(route, text, scratch.configurations())));
                problems.addAll(built(scratch, text));
            }
        } catch (Exception e) {
            problems.add(new Problem(text.source(), null, RouteProblem.of(e)));
        }
        return problems;
    }

    // What is wrong with another file is told of that one.
    private static boolean loads(ScratchContext scratch, List<Resource> others) {
        try {
            scratch.load(others);
            return true;
        } catch (Exception told) {
            return false;
        }
    }

    // Camel looks for some names only while a message comes by, so what it doesn't miss is looked for here.
    private static List<Problem> built(ScratchContext scratch, RouteText text) {
        List<Problem> problems = new ArrayList<>();
        Set<String> unknown = text.beans();
        unknown.removeIf(scratch::knows);
        try {
            scratch.build();
        } catch (Exception e) {
            String reason = RouteProblem.of(e);
            unknown.removeIf(reason::contains);
            problems.add(new Problem(text.source(), null, reason));
        }
        unknown.forEach(name -> problems.add(new Problem(text.source(), null, "there is no bean '" + name + "'")));
        return problems;
    }

    // Camel says nothing about a configuration that isn't there, and the route would run without one.
    private static List<Problem> configured(RouteDefinition route, RouteText text, Set<String> known) {
        String id = route.getRouteConfigurationId();
        return id == null || known.contains(id)
                ? List.of()
                : List.of(new Problem(text.source(), null, "there is no routeConfiguration '" + id + "'"));
    }

    private static List<Problem> named(RouteDefinition route, RouteText text) {
        List<Problem> problems = new ArrayList<>();
        String name = RouteFolder.name(text.file());
        if (!name.equals(route.getId())) {
            problems.add(new Problem(
                    text.source(),
                    null,
                    "the route's id is '" + route.getId() + "', it has to be '" + name + "' like the file"));
        }
        if (route.getDescriptionText() == null || route.getDescriptionText().isBlank()) {
            problems.add(new Problem(text.source(), null, "the route has no description"));
        }
        return problems;
    }

    // What each file allows alone can still be wrong together: an id that two have.
    private List<Problem> together(List<RouteText> texts) {
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            scratch.load(texts.stream().map(ScratchContext::resource).toList());
            scratch.build();
            return List.of();
        } catch (Exception e) {
            return List.of(new Problem("routes", null, RouteProblem.of(e)));
        }
    }
}
