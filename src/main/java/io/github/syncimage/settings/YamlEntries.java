package io.github.syncimage.settings;

import io.github.syncimage.text.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Walks one YAML document and flattens its sections to paths; works on nodes, because they know their lines. */
public final class YamlEntries {
    /** The deepest key, {@code registries.hosts.<host>.endpoint}, lies four deep; dotted hosts may be split further. */
    private static final int DEEPEST = 10;
    /** A bound for anchors that repeat each other. */
    private static final int MOST = 20_000;
    /** A sentence or two, for people. */
    private static final int LONGEST_REASON = 500;

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private List<Entry> rules;
    private List<Entry> mirrors;
    private final Set<String> privately = new HashSet<>();
    private List<Entry> reserved;
    private List<List<Entry>> verifyRules;
    private int visited;

    YamlEntries(Path file) {
        this.file = file;
    }

    /** All that was read. */
    ConfigFile read() {
        return new ConfigFile(file, entries, rules, privately, mirrors, reserved, verifyRules, problems);
    }

    void readDocument(Node root) {
        if (root instanceof MappingNode map) {
            if (bareRules(map)) {
                readRules(map);
            } else {
                readSection("", map, 0);
            }
        } else if (!isNull(root)) {
            complain(root, null, "a map of keys is expected at the top of the file");
        }
    }

    /** A file such as configs/rules.yaml: anchored patterns, and none of the configuration's own keys. */
    private static boolean bareRules(MappingNode map) {
        List<String> names =
                map.getValue().stream().map(tuple -> text(tuple.getKeyNode())).toList();
        return names.stream().anyMatch(name -> name.startsWith("^"))
                && names.stream().noneMatch(Keys::isTopLevel);
    }

    private void readSection(String path, MappingNode map, int depth) {
        for (NodeTuple tuple : map.getValue()) {
            if (++visited > MOST) {
                return;
            }
            String name = text(tuple.getKeyNode());
            String inside = path.isEmpty() ? name : path + "." + name;
            Node value = tuple.getValueNode();
            if (inside.equals(Keys.RULES)) {
                readRulesSection(value);
            } else if (inside.equals(Keys.MIRRORS)) {
                readMirrors(value);
            } else if (inside.equals(Keys.RESERVED)) {
                readReserved(value);
            } else if (inside.equals(Keys.VERIFY_RULES)) {
                readVerifyRules(value);
            } else if (value instanceof MappingNode section
                    && depth < DEEPEST
                    && !inside.equals(Keys.DENIED_USERS.path())
                    && !section.getValue().isEmpty()) {
                readSection(inside, section, depth + 1);
            } else if (!seen.add(inside)) {
                complain(tuple.getKeyNode(), inside, "is given twice in this file");
            } else {
                readValue(inside, value);
            }
        }
    }

    private void readValue(String path, Node value) {
        if (value instanceof ScalarNode scalar) {
            if (isNull(value) || scalar.getValue().isBlank()) {
                readEmpty(path, value);
            } else {
                entries.add(new Entry(path, scalar.getValue().strip(), source(value)));
            }
        } else if (value instanceof SequenceNode list && path.equals(Keys.GITHUB_REPOSITORIES.path())) {
            readRepositories(path, list);
        } else if (value instanceof SequenceNode list) {
            StringJoiner items = new StringJoiner(",");
            for (Node item : list.getValue()) {
                if (!(item instanceof ScalarNode)) {
                    complain(item, path, "a list of plain values is expected");
                }
                items.add(text(item));
            }
            entries.add(new Entry(path, items.toString(), source(value), true));
        } else if (value instanceof MappingNode section && section.getValue().isEmpty()) {
            readEmpty(path, value);
        } else if (value instanceof MappingNode reasons && path.equals(Keys.DENIED_USERS.path())) {
            readReasons(path, reasons);
        } else {
            complain(value, path, "the sections lie too deep");
        }
    }

    /** An unknown key is kept, so that it is reported although nothing is said under it. */
    private void readEmpty(String path, Node value) {
        if (Keys.find(path).isEmpty() && !Keys.isSection(path)) {
            entries.add(new Entry(path, "", source(value)));
        }
    }

    /** Each item becomes keys with its number, which know their lines. */
    private void readRepositories(String path, SequenceNode list) {
        entries.add(new Entry(path, "", source(list), true));
        int number = 0;
        for (Node item : list.getValue()) {
            String at = path + "." + ++number;
            if (item instanceof MappingNode map) {
                entries.add(new Entry(at, "", source(item)));
                readSection(at, map, DEEPEST);
            } else {
                readValue(at + ".repository", item);
            }
        }
    }

    /** Lines of {@code login: reason}. */
    private void readReasons(String path, MappingNode map) {
        StringBuilder lines = new StringBuilder();
        for (NodeTuple tuple : map.getValue()) {
            if (tuple.getValueNode() instanceof ScalarNode reason) {
                String text = isNull(reason) ? "" : OneLine.of(reason.getValue(), LONGEST_REASON);
                lines.append(text(tuple.getKeyNode())).append(": ").append(text).append('\n');
            } else {
                complain(tuple.getKeyNode(), path, "a reason is expected (\"\" for none)");
            }
        }
        entries.add(new Entry(path, lines.toString(), source(map)));
    }

    private void readRulesSection(Node value) {
        if (value instanceof MappingNode map && rules == null) {
            readRules(map);
        } else if (rules != null) {
            complain(value, Keys.RULES, "is given twice in this file");
        } else if (!isNull(value)) {
            complain(value, Keys.RULES, "an ordered map of anchored patterns to prefixes is expected");
        }
    }

    private void readRules(MappingNode map) {
        rules = new ArrayList<>();
        Set<String> patterns = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String pattern = text(tuple.getKeyNode());
            Node value = tuple.getValueNode();
            if (value instanceof MappingNode given) {
                value = prefix(pattern, given);
            }
            if (!(value instanceof ScalarNode prefix)) {
                complain(
                        tuple.getKeyNode(),
                        rule(pattern),
                        "a prefix is expected (\"\" for none), or { prefix: …, private: true }");
            } else if (!patterns.add(pattern)) {
                complain(tuple.getKeyNode(), rule(pattern), "is given twice in this file");
            } else {
                String text = isNull(prefix) ? "" : prefix.getValue();
                rules.add(new Entry(pattern, text, source(tuple.getKeyNode())));
            }
        }
    }

    /** Reads {@code {prefix: acme, private: true}}, and returns the prefix. */
    private Node prefix(String pattern, MappingNode given) {
        Node prefix = new ScalarNode(Tag.NULL, "", ScalarStyle.PLAIN);
        Set<String> names = new HashSet<>();
        for (NodeTuple tuple : given.getValue()) {
            String name = text(tuple.getKeyNode());
            String text = text(tuple.getValueNode());
            if (!names.add(name)) {
                complain(tuple.getKeyNode(), rule(pattern), "'" + Excerpt.of(name) + "' is given twice");
            } else if (name.equals("prefix") && tuple.getValueNode() instanceof ScalarNode) {
                prefix = tuple.getValueNode();
            } else if (name.equals("private") && (text.equals("true") || text.equals("false"))) {
                if (text.equals("true")) {
                    privately.add(pattern);
                }
            } else if (name.equals("private")) {
                complain(tuple.getValueNode(), rule(pattern), "private is true or false");
            } else if (name.equals("prefix")) {
                complain(tuple.getValueNode(), rule(pattern), "prefix is a plain value (\"\" for none)");
            } else {
                complain(
                        tuple.getKeyNode(),
                        rule(pattern),
                        "'" + Excerpt.of(name) + "' is unknown here; a rule has prefix and private");
            }
        }
        return prefix;
    }

    /** An empty map is one, too: no mirror is known. */
    private void readMirrors(Node value) {
        if (mirrors != null) {
            complain(value, Keys.MIRRORS, "is given twice in this file");
        } else if (value instanceof MappingNode map) {
            mirrors = new ArrayList<>();
            map.getValue().forEach(this::readMirror);
        } else if (!isNull(value)) {
            complain(value, Keys.MIRRORS, "a map of mirrors' prefixes to upstreams is expected ({} for none)");
        }
    }

    private void readMirror(NodeTuple tuple) {
        String prefix = text(tuple.getKeyNode());
        if (tuple.getValueNode() instanceof ScalarNode upstream) {
            String text = isNull(upstream) ? "" : upstream.getValue().strip();
            mirrors.add(new Entry(prefix, text, source(tuple.getKeyNode())));
        } else {
            complain(tuple.getKeyNode(), mirror(prefix), "an upstream is expected (\"\" where the full name follows)");
        }
    }

    /** An empty map is one, too: nothing is reserved. */
    private void readReserved(Node value) {
        if (reserved != null) {
            complain(value, Keys.RESERVED, "is given twice in this file");
        } else if (value instanceof MappingNode map) {
            reserved = new ArrayList<>();
            map.getValue().forEach(this::readReservedNames);
        } else if (!isNull(value)) {
            complain(value, Keys.RESERVED, "a map of registries to names below them is expected ({} for none)");
        }
    }

    private void readReservedNames(NodeTuple tuple) {
        String registry = text(tuple.getKeyNode());
        boolean names = tuple.getValueNode() instanceof SequenceNode list
                && list.getValue().stream().allMatch(ScalarNode.class::isInstance);
        if (!names) {
            complain(tuple.getKeyNode(), reserved(registry), "a list of names is expected");
        } else if (reserved.stream().anyMatch(known -> known.path().equals(registry))) {
            complain(tuple.getKeyNode(), reserved(registry), "is given twice in this file");
        } else {
            String joined = ((SequenceNode) tuple.getValueNode())
                    .getValue().stream().map(YamlEntries::text).collect(Collectors.joining(","));
            reserved.add(new Entry(registry, joined, source(tuple.getKeyNode()), true));
        }
    }

    /** Each a map of its own, whose keys are not those of the table. */
    private void readVerifyRules(Node value) {
        if (verifyRules != null) {
            complain(value, Keys.VERIFY_RULES, "is given twice in this file");
        } else if (value instanceof SequenceNode list) {
            verifyRules = new ArrayList<>();
            list.getValue().forEach(this::readVerifyRule);
        } else if (!isNull(value)) {
            complain(value, Keys.VERIFY_RULES, "a list of rules is expected");
        }
    }

    private void readVerifyRule(Node item) {
        if (!(item instanceof MappingNode map) || map.getValue().isEmpty()) {
            complain(item, Keys.VERIFY_RULES, "a rule is expected: { image: …, keys: […] }");
            return;
        }
        YamlEntries rule = new YamlEntries(file);
        rule.readSection("", map, 0);
        problems.addAll(rule.problems);
        if (rule.rules != null || rule.reserved != null) {
            complain(item, Keys.VERIFY_RULES, "a rule holds no rules");
        }
        visited += rule.visited;
        if (!rule.entries.isEmpty()) {
            verifyRules.add(rule.entries);
        }
    }

    public static String rule(String pattern) {
        return Keys.RULES + " \"" + Excerpt.of(pattern) + "\"";
    }

    public static String mirror(String prefix) {
        return Keys.MIRRORS + " \"" + Excerpt.of(prefix) + "\"";
    }

    public static String reserved(String registry) {
        return Keys.RESERVED + " \"" + Excerpt.of(registry) + "\"";
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private void complain(Node where, String key, String message) {
        problems.add(new Problem(source(where), key, message));
    }

    private String source(Node node) {
        return file
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }
}
