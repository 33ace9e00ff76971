package io.github.syncimage.flow;

import io.github.syncimage.settings.Problem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * Says what is wrong with a folder of routes without running one: the shape of the YAML, endpoints and their options,
 * beans, and routes that are called or needed and aren't there. What is only unusual is a warning.
 *
 * @param beans by the names that routes use
 * @param properties what routes mean by <code>{{…}}</code>
 * @param classes that know the components which the routes name
 */
public record RouteCheck(Map<String, Object> beans, Properties properties, ClassLoader classes) {
    /** The name of the contexts in which routes are only looked at. */
    public static final String CONTEXT = "routes-check";

    /** No route calls these: the first begins everything, the second takes requests from the queue. */
    private static final List<String> ENTRIES = List.of("poll-issues", "line/serve-request");

    public RouteCheck {
        beans = Map.copyOf(beans);
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
        List<RouteText> texts = texts(files);
        Set<String> known = names(texts);
        // Each context takes Camel a while: file by file only where something is wrong, to say with which.
        Optional<String> trouble = together(texts);
        Map<RouteText, Resource> shared = trouble.isEmpty() ? Map.of() : shared(texts);
        List<Problem> problems = new ArrayList<>();
        for (RouteText text : texts) {
            if (trouble.isPresent()) {
                problems.addAll(ofFile(text, others(text, shared)));
            }
            problems.addAll(missingRoutes(text, known));
            problems.addAll(twice(text, texts));
        }
        ENTRIES.stream()
                .filter(entry -> !known.contains(Path.of(entry).getFileName().toString()))
                .map(RouteCheck::missingEntry)
                .forEach(problems::add);
        // What each file allows alone can still be wrong together: an id that two have.
        return problems.isEmpty()
                ? trouble.map(reason -> new Problem("routes", null, reason)).stream()
                        .toList()
                : problems;
    }

    private static List<RouteText> texts(Map<Path, String> files) {
        return files.entrySet().stream()
                .map(entry -> new RouteText(entry.getKey(), entry.getValue()))
                .toList();
    }

    // By which a route can be called: its address and, where a file holds what nobody can read yet, the file's name.
    private static Set<String> names(List<RouteText> texts) {
        Set<String> names = new TreeSet<>();
        for (RouteText text : texts.stream().filter(RouteText::holdsRoute).toList()) {
            names.add(RouteFolder.name(text.file()));
            for (RouteText.Said route : text.said()) {
                Stream.of(route.id(), route.from())
                        .filter(name -> name != null)
                        .forEach(name -> names.add(name.replaceFirst("^direct:(//)?([^?]*).*", "$2")));
            }
        }
        return names;
    }

    /** What does not keep the routes from running, and makes them harder to find one's way in. */
    public List<Problem> warnings(Map<Path, String> files) {
        List<Problem> warnings = new ArrayList<>();
        for (RouteText text : texts(files)) {
            String name = RouteFolder.name(text.file());
            for (RouteText.Said route : text.said()) {
                if (route.id() == null) {
                    warnings.add(text.problem("the route has no id"));
                } else if (!name.equals(route.id())) {
                    warnings.add(text.problem(
                            "the route's id is '" + route.id() + "', and not '" + name + "' like the file"));
                }
                if (route.description() == null) {
                    warnings.add(text.problem("the route has no description"));
                }
            }
        }
        return warnings;
    }

    /**
     * What the files say, without building it.
     *
     * @throws Exception what is wrong with the shape of a file
     */
    public List<RouteDefinition> definitions(RouteFolder folder) throws Exception {
        try (ScratchContext scratch = new ScratchContext(beans, properties, classes)) {
            scratch.load(folder.read().entrySet().stream()
                    .map(file -> ScratchContext.resource(file.getKey(), file.getValue()))
                    .toList());
            return List.copyOf(scratch.routes());
        }
    }

    /** Replaces <code>{{…}}</code> as in the routes. */
    public String resolve(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        try (ScratchContext scratch = new ScratchContext(beans, properties, classes)) {
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
                .map(name ->
                        text.problem("direct:" + name + " is called, but there is no " + name + RouteFolder.ENDING))
                .toList();
    }

    // As what an upgrade left behind that moved a file into another folder: Camel would take one of them.
    private static List<Problem> twice(RouteText text, List<RouteText> texts) {
        return texts.subList(0, texts.indexOf(text)).stream()
                .filter(other -> RouteFolder.name(other.file()).equals(RouteFolder.name(text.file())))
                .map(other -> text.problem("is there twice, delete one: " + other.source()))
                .toList();
    }

    private static Map<RouteText, Resource> shared(List<RouteText> texts) {
        Map<RouteText, Resource> shared = new LinkedHashMap<>();
        texts.forEach(text -> text.shared().ifPresent(part -> shared.put(text, ScratchContext.resource(part))));
        return shared;
    }

    // Routes name the routeConfiguration and the beans that they use, so each is built beside those.
    private static List<Resource> others(RouteText text, Map<RouteText, Resource> shared) {
        return shared.entrySet().stream()
                .filter(other -> other.getKey() != text)
                .map(Map.Entry::getValue)
                .toList();
    }

    private List<Problem> ofFile(RouteText text, List<Resource> others) {
        List<Problem> problems = new ArrayList<>();
        try (ScratchContext scratch = new ScratchContext(beans, properties, classes)) {
            scratch.load(List.of(ScratchContext.resource(text)));
            if (loads(scratch, others)) {
                scratch.routes().forEach(route -> problems.addAll(configured(route, text, scratch.configurations())));
                problems.addAll(built(scratch, text));
            }
        } catch (Exception e) {
            problems.add(text.problem(RouteProblem.of(e)));
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
            problems.add(text.problem(reason));
        }
        unknown.forEach(name -> problems.add(text.problem("there is no bean '" + name + "'")));
        return problems;
    }

    // Camel says nothing about a configuration that isn't there, and the route would run without one.
    private static List<Problem> configured(RouteDefinition route, RouteText text, Set<String> known) {
        String id = route.getRouteConfigurationId();
        return id == null || known.contains(id)
                ? List.of()
                : List.of(text.problem("there is no routeConfiguration '" + id + "'"));
    }

    // Empty where nothing is wrong with any of them.
    private Optional<String> together(List<RouteText> texts) {
        try (ScratchContext scratch = new ScratchContext(beans, properties, classes)) {
            scratch.load(texts.stream().map(ScratchContext::resource).toList());
            Set<String> known = scratch.configurations();
            boolean configured = scratch.routes().stream()
                    .map(RouteDefinition::getRouteConfigurationId)
                    .allMatch(id -> id == null || known.contains(id));
            boolean named =
                    texts.stream().flatMap(text -> text.beans().stream()).allMatch(scratch::knows);
            scratch.build();
            return configured && named ? Optional.empty() : Optional.of("they name what is not there");
        } catch (Exception e) {
            return Optional.of(RouteProblem.of(e));
        }
    }
}
