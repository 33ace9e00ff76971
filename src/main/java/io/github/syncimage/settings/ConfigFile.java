package io.github.syncimage.settings;

import io.github.syncimage.settings.Values.Entry;
import io.github.syncimage.text.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What one YAML file says: the values of keys, its sections flattened to paths, and the nodes of those sections whose
 * keys are not in the table.
 */
final class ConfigFile {
    private static final Set<String> SECTIONS = Set.of(
            Keys.RULES, Keys.MIRRORS, Keys.RESERVED, Keys.VERIFY_RULES, Keys.NOTIFY, Keys.GITHUB_REPOSITORIES.path());
    /** The deepest key, {@code registries.hosts.<host>.endpoint}, lies four deep; dotted hosts may be split further. */
    private static final int DEEPEST = 10;
    /** A bound for anchors that repeat each other. */
    private static final int MOST = 20_000;
    /** A sentence or two, for people. */
    private static final int LONGEST_REASON = 500;

    private final Path path;
    private final Complaints complaints;
    private final List<Problem> problems;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Node> sections = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private int visited;

    private ConfigFile(YamlDocument document) {
        path = document.path();
        complaints = new Complaints(path);
        problems = document.problems().isEmpty() ? complaints.problems() : document.problems();
        document.root().ifPresent(this::read);
    }

    static ConfigFile read(Path path) {
        return new ConfigFile(YamlDocument.read(path));
    }

    /** One of {@code configs/} as this program has come with it. */
    static ConfigFile builtIn(String name) {
        return new ConfigFile(YamlDocument.builtIn(name));
    }

    Path path() {
        return path;
    }

    /** In the file's order, each path once. */
    List<Entry> entries() {
        return entries;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Complaints of a section, which are reported with the values. */
    Complaints complaints(Values values) {
        return new Complaints(path.toString(), values.problems());
    }

    /** Those of the files that have a section, of which there should be no more than one. */
    static List<ConfigFile> holders(String section, List<ConfigFile> files, Values values) {
        List<ConfigFile> holders =
                files.stream().filter(file -> file.section(section) != null).toList();
        if (holders.size() > 1) {
            values.report(
                    holders.get(1).path().toString(),
                    section,
                    "are also given in " + holders.get(0).path() + "; leave them out of one file");
        }
        return holders;
    }

    /** Returns what stands below {@link Keys#RULES} and the like; null where the file says nothing of it. */
    Node section(String key) {
        return sections.get(key);
    }

    private void read(Node root) {
        if (root instanceof MappingNode map && bareRules(map)) {
            sections.put(Keys.RULES, map);
        } else if (root instanceof MappingNode map) {
            readSection("", map, 0);
        } else if (!YamlMap.isNull(root)) {
            complaints.refuse(root, null, "a map of keys is expected at the top of the file");
        }
    }

    /** A file such as configs/rules.yaml: anchored patterns, and none of the configuration's own keys. */
    private static boolean bareRules(MappingNode map) {
        List<String> names = map.getValue().stream()
                .map(tuple -> YamlMap.text(tuple.getKeyNode()))
                .toList();
        return names.stream().anyMatch(name -> name.startsWith("^"))
                && names.stream().noneMatch(Keys::isTopLevel);
    }

    private void readSection(String path, MappingNode map, int depth) {
        for (NodeTuple tuple : map.getValue()) {
            if (++visited > MOST) {
                return;
            }
            String name = YamlMap.text(tuple.getKeyNode());
            String inside = path.isEmpty() ? name : path + "." + name;
            Node value = tuple.getValueNode();
            if (SECTIONS.contains(inside) && YamlMap.isNull(value)) {
                // As if it were left out.
                continue;
            }
            if (value instanceof MappingNode section
                    && depth < DEEPEST
                    && !SECTIONS.contains(inside)
                    && !inside.equals(Keys.DENIED_USERS.path())
                    && !section.getValue().isEmpty()) {
                readSection(inside, section, depth + 1);
            } else if (!seen.add(inside)) {
                complaints.refuse(tuple.getKeyNode(), inside, "is given twice in this file");
            } else if (SECTIONS.contains(inside)) {
                sections.put(inside, value);
            } else {
                readValue(inside, value);
            }
        }
    }

    private void readValue(String path, Node value) {
        if (value instanceof ScalarNode scalar) {
            if (YamlMap.isNull(value) || scalar.getValue().isBlank()) {
                readEmpty(path, value);
            } else {
                entries.add(new Entry(path, scalar.getValue().strip(), source(value)));
            }
        } else if (value instanceof SequenceNode list) {
            StringJoiner items = new StringJoiner(",");
            for (Node item : list.getValue()) {
                if (!(item instanceof ScalarNode)) {
                    complaints.refuse(item, path, "a list of plain values is expected");
                }
                items.add(YamlMap.text(item));
            }
            entries.add(new Entry(path, items.toString(), source(value), true));
        } else if (value instanceof MappingNode section && section.getValue().isEmpty()) {
            readEmpty(path, value);
        } else if (value instanceof MappingNode reasons && path.equals(Keys.DENIED_USERS.path())) {
            readReasons(path, reasons);
        } else {
            complaints.refuse(value, path, "the sections lie too deep");
        }
    }

    /** An unknown key is kept, so that it is reported although nothing is said under it. */
    private void readEmpty(String path, Node value) {
        if (Keys.find(path).isEmpty() && !Keys.isSection(path)) {
            entries.add(new Entry(path, "", source(value)));
        }
    }

    /** Lines of {@code login: reason}. */
    private void readReasons(String path, MappingNode map) {
        StringBuilder lines = new StringBuilder();
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getValueNode() instanceof ScalarNode reason) {
                String text = YamlMap.isNull(reason) ? "" : OneLine.of(reason.getValue(), LONGEST_REASON);
                lines.append(YamlMap.text(tuple.getKeyNode()))
                        .append(": ")
                        .append(text)
                        .append('\n');
            } else {
                complaints.refuse(tuple.getKeyNode(), path, "a reason is expected (\"\" for none)");
            }
        }
        entries.add(new Entry(path, lines.toString(), source(map)));
    }

    private String source(Node node) {
        return complaints.place(node);
    }
}
