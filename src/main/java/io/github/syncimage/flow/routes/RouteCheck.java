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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * Says what is wrong with a folder of routes without running one: the shape of the YAML, names, descriptions, endpoints
 * and their options, beans, and routes that are called and aren't there.
 */
public final class RouteCheck {
    private static final Pattern CALLED = Pattern.compile("direct:([A-Za-z0-9-]+)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");

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
            return List.of(new Problem(folder.path().toString(), null, "the routes cannot be read"));
        }
    }

    /** @param files the texts by their paths */
    public List<Problem> problems(Map<Path, String> files) {
        List<Problem> problems = new ArrayList<>();
        Set<String> known =
                files.keySet().stream().map(RouteFolder::name).collect(Collectors.toCollection(TreeSet::new));
        List<Resource> shared = configurations(files);
        if (files.isEmpty()) {
            problems.add(new Problem("routes", null, "there are none"));
        }
        files.forEach((file, text) -> problems.addAll(ofFile(file, text, shared, known)));
        return problems.isEmpty() ? together(files) : problems;
    }

    // Routes name the routeConfiguration that they use, so each is built beside those.
    private static List<Resource> configurations(Map<Path, String> files) {
        return files.entrySet().stream()
                .filter(entry -> isConfiguration(entry.getValue()))
                .map(entry -> ScratchContext.resource(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isConfiguration(String text) {
        return text.contains("routeConfiguration:");
    }

    private List<Problem> ofFile(Path file, String text, List<Resource> shared, Set<String> known) {
        String source = source(file);
        List<Problem> problems = new ArrayList<>();
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            scratch.load(List.of(ScratchContext.resource(file, text)));
            scratch.routes().forEach(route -> problems.addAll(named(route, file)));
            if (!isConfiguration(text)) {
                scratch.load(shared);
            }
            scratch.routes().forEach(route -> problems.addAll(configured(route, source, scratch.configurations())));
            scratch.build();
        } catch (Exception e) {
            problems.add(new Problem(source, null, RouteProblem.of(e)));
        }
        Matcher called = CALLED.matcher(COMMENT.matcher(text).replaceAll(""));
        Set<String> missing = new TreeSet<>();
        while (called.find()) {
            missing.add(called.group(1));
        }
        missing.removeAll(known);
        missing.forEach(name -> problems.add(new Problem(
                source, null, "direct:" + name + " is called, but there is no " + name + RouteFolder.ENDING)));
        return problems;
    }

    // Camel says nothing about a configuration that isn't there, and the route would run without one.
    private static List<Problem> configured(RouteDefinition route, String source, Set<String> known) {
        String id = route.getRouteConfigurationId();
        return id == null || known.contains(id)
                ? List.of()
                : List.of(new Problem(source, null, "there is no routeConfiguration '" + id + "'"));
    }

    private static List<Problem> named(RouteDefinition route, Path file) {
        List<Problem> problems = new ArrayList<>();
        String name = RouteFolder.name(file);
        if (!name.equals(route.getId())) {
            problems.add(new Problem(
                    source(file),
                    null,
                    "the route's id is '" + route.getId() + "', it has to be '" + name + "' like the file"));
        }
        if (route.getDescriptionText() == null || route.getDescriptionText().isBlank()) {
            problems.add(new Problem(source(file), null, "the route has no description"));
        }
        return problems;
    }

    // What each file allows alone can still be wrong together: an id that two have.
    private List<Problem> together(Map<Path, String> files) {
        try (ScratchContext scratch = new ScratchContext(beans, properties)) {
            scratch.load(files.entrySet().stream()
                    .map(entry -> ScratchContext.resource(entry.getKey(), entry.getValue()))
                    .toList());
            scratch.build();
            return List.of();
        } catch (Exception e) {
            return List.of(new Problem("routes", null, RouteProblem.of(e)));
        }
    }

    private static String source(Path file) {
        return "routes/" + file.getFileName();
    }
}
