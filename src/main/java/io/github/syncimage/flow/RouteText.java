package io.github.syncimage.flow;

import io.github.syncimage.settings.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** One file of routes as YAML, before Camel reads it: what it says where Camel looks only while a message comes by. */
final class RouteText {
    /** What a file says for all files; the rest are its own routes. */
    private static final Set<String> FOR_ALL = Set.of("beans", "routeConfiguration");

    private static final Set<String> ROUTES = Set.of("route", "from", "templatedRoute");

    // Camel lets the last of them count.
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setAllowDuplicateKeys(true).build();

    private static final Pattern ROUTE = Pattern.compile("direct:([\\w-]+)");
    // As in a simple expression (${bean:NAME.method}, ${bean:NAME::method}, ${bean:NAME?method=…}) and as an endpoint.
    private static final List<Pattern> BEANS = List.of(
            Pattern.compile("\\$(?:simple)?\\{ref:\\s*([\\w.$-]+)\\s*}"),
            Pattern.compile("\\{bean:(?!type:)([\\w.$-]+(?=::|\\?)|[\\w$-]+)"),
            Pattern.compile("(?<!\\{)\\bbean:(?!type:)([\\w.$-]+)"));

    private final Path file;
    private final String text;
    // Each is looked at by many questions, of every file, whenever the program starts.
    private List<?> items;
    private List<String> values;
    private boolean loaded;

    RouteText(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    Path file() {
        return file;
    }

    String text() {
        return text;
    }

    /** One of its routes, as it stands there. */
    record Said(String id, String description, String from) {}

    Problem problem(String message) {
        return new Problem(source(), null, message);
    }

    /** As messages call it: from {@code routes/} or {@code overrides/routes/} on. */
    String source() {
        for (int part = file.getNameCount() - 2; part >= 0; part--) {
            if (file.getName(part).toString().equals("routes")) {
                boolean overrides =
                        part > 0 && file.getName(part - 1).toString().equals("overrides");
                return file.subpath(overrides ? part - 1 : part, file.getNameCount())
                        .toString();
            }
        }
        return "routes/" + file.getFileName();
    }

    /** The routes that are called by their {@code direct:} names. */
    Set<String> routes() {
        return mentioned(Stream.of(ROUTE));
    }

    /** The beans that are named inside of expressions and addresses. */
    Set<String> beans() {
        return mentioned(BEANS.stream());
    }

    /** The routes in it; null stands for what one does not say. */
    List<Said> said() {
        List<Said> said = new ArrayList<>();
        visit(items(), (key, value) -> {
            if (key.equals("route") && value instanceof Map<?, ?> route) {
                said.add(new Said(text(route, "id"), text(route, "description"), from(route)));
            }
        });
        return said;
    }

    private static String from(Map<?, ?> route) {
        return route.get("from") instanceof Map<?, ?> from ? text(from, "uri") : null;
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    private static void visit(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof List<?> list) {
            list.forEach(element -> visit(element, visitor));
        } else if (node instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> {
                visitor.accept(String.valueOf(key), value);
                visit(value, visitor);
            });
        }
    }

    private Set<String> mentioned(Stream<Pattern> patterns) {
        String values = String.join("\n", values());
        return patterns.flatMap(pattern -> pattern.matcher(values).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // Comments are none of them; what cannot be read is told by Camel.
    private List<String> values() {
        if (values == null) {
            values = readValues();
        }
        return values;
    }

    private List<String> readValues() {
        List<String> values = new ArrayList<>();
        try {
            for (Event event : new Parse(SETTINGS).parseString(text)) {
                if (event instanceof ScalarEvent scalar) {
                    values.add(scalar.getValue());
                }
            }
        } catch (YamlEngineException broken) {
            values.clear();
        }
        return values;
    }

    /** Whether a route is in it; also where nobody can tell, because it is empty or no YAML, which Camel complains of. */
    boolean holdsRoute() {
        List<?> items = items();
        return items == null || items.stream().anyMatch(item -> has(item, ROUTES));
    }

    /** The same file with nothing but what others may use, which may be nothing. */
    Optional<RouteText> shared() {
        List<?> items = items();
        List<Object> shared = new ArrayList<>();
        if (items != null) {
            items.stream().filter(item -> has(item, FOR_ALL)).forEach(shared::add);
        }
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RouteText(file, new Dump(DumpSettings.builder().build()).dumpToString(shared)));
    }

    private static boolean has(Object item, Set<String> kinds) {
        return item instanceof Map<?, ?> map && !map.isEmpty() && kinds.containsAll(map.keySet());
    }

    // Null where it holds none.
    private List<?> items() {
        if (!loaded) {
            items = readItems();
            loaded = true;
        }
        return items;
    }

    private List<?> readItems() {
        try {
            Object document = new Load(SETTINGS).loadFromString(text);
            return document instanceof List<?> items ? items : null;
        } catch (YamlEngineException broken) {
            return null;
        }
    }
}
