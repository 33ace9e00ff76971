package io.github.syncimage.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A map of a YAML file, asked key by key: what nobody has asked for when it is {@link #finish finished} is unknown. */
public final class YamlMap {
    private final MappingNode node;
    private final UnaryOperator<String> names;
    private final Complaints complaints;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    /** @param names what a key of the map is called in the file: {@code sync[2].source} */
    public YamlMap(MappingNode node, UnaryOperator<String> names, Complaints complaints) {
        this.node = node;
        this.names = names;
        this.complaints = complaints;
        // What << merges in is among the keys already.
        for (NodeTuple tuple : node.getValue()) {
            String key = text(tuple.getKeyNode());
            if (values.putIfAbsent(key, tuple.getValueNode()) != null) {
                complaints.refuse(tuple.getKeyNode(), inside(key), "is given twice");
            }
            keys.putIfAbsent(key, tuple.getKeyNode());
        }
    }

    public Node node() {
        return node;
    }

    public Set<String> keys() {
        return keys.keySet();
    }

    /** Returns where the value of a key stands; where this map does, if there is no such key. */
    public Node place(String key) {
        return values.getOrDefault(key, node);
    }

    /** Returns the file and line where this map stands. */
    public String place() {
        return complaints.place(node);
    }

    public String inside(String key) {
        return names.apply(key);
    }

    /** Returns whether the key has a value. */
    public boolean has(String key) {
        return given(key).isPresent();
    }

    /** Returns whether the key is there and says nothing, as one does whose variable is not set. */
    public boolean isEmpty(String key) {
        Node value = values.get(key);
        return value != null
                && (isNull(value) || value instanceof ScalarNode && text(value).isEmpty());
    }

    public boolean isMap(String key) {
        return values.get(key) instanceof MappingNode;
    }

    private Optional<Node> given(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).filter(value -> !isNull(value));
    }

    public Optional<String> text(String key) {
        return text(key, "a plain value is expected");
    }

    /** @param expected what to say of a list or a map */
    Optional<String> text(String key, String expected) {
        Optional<Node> value = given(key);
        if (value.isPresent() && !(value.get() instanceof ScalarNode)) {
            complaints.refuse(value.get(), inside(key), expected);
            return Optional.empty();
        }
        return value.map(YamlMap::text).filter(text -> !text.isBlank());
    }

    /** Reads a value; what the reader throws is said of the key. */
    public <T> Optional<T> read(String key, Function<String, T> reader) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(reader.apply(text));
            } catch (RuntimeException e) {
                complain(key, e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** Reads a value; where the reader throws, it is said not to be what is expected. */
    public <T> Optional<T> value(String key, String expected, Function<String, T> reader) {
        return read(key, text -> {
            try {
                return reader.apply(text);
            } catch (RuntimeException e) {
                String why = e.getMessage() == null || e instanceof NumberFormatException ? "" : ": " + e.getMessage();
                throw new IllegalArgumentException("'" + text + "' is not " + expected + why, e);
            }
        });
    }

    /** Says of a key what the reading of it throws. */
    void check(String key, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            complain(key, e.getMessage());
        }
    }

    /** Reads a value as that of a key of the configuration. */
    <T> Optional<T> value(String key, Type<T> type) {
        return read(key, type::read);
    }

    public Optional<Boolean> flag(String key) {
        return value(key, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public Optional<Integer> number(String key, int least, int most) {
        return value(key, Type.number(least, most));
    }

    /** A list of plain values, each as {@code reader} makes it; one alone stands for a list of it. */
    public <T> List<T> list(String key, Function<String, T> reader) {
        List<T> read = new ArrayList<>();
        for (Node item : items(key)) {
            if (!(item instanceof ScalarNode)) {
                complaints.refuse(item, inside(key), "a list of plain values is expected");
                continue;
            }
            try {
                read.add(reader.apply(text(item)));
            } catch (IllegalArgumentException e) {
                complaints.refuse(item, inside(key), e.getMessage());
            }
        }
        return read;
    }

    /** A list of maps. */
    public List<YamlMap> maps(String key) {
        List<YamlMap> maps = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof MappingNode map) {
                String path = inside(key) + "[" + maps.size() + "].";
                maps.add(new YamlMap(map, path::concat, complaints));
            } else {
                complaints.refuse(item, inside(key), "a list of maps is expected");
            }
        }
        return maps;
    }

    private List<Node> items(String key) {
        Node value = given(key).orElse(null);
        return value == null ? List.of() : value instanceof SequenceNode list ? list.getValue() : List.of(value);
    }

    /** A map below this one; an empty one where it is missing. */
    public YamlMap map(String key) {
        Node value = given(key).orElse(null);
        if (value != null && !(value instanceof MappingNode)) {
            complaints.refuse(value, inside(key), "a map is expected");
        }
        MappingNode map =
                value instanceof MappingNode given ? given : new MappingNode(Tag.MAP, List.of(), node.getFlowStyle());
        String path = inside(key) + ".";
        return new YamlMap(map, path::concat, complaints);
    }

    /** The key changes nothing here. */
    public void withoutEffect(String key) {
        if (has(key)) {
            complaints.warn(keys.get(key), inside(key), "has no effect here");
        }
    }

    public void warn(String key, String message) {
        complaints.warn(place(key), inside(key), message);
    }

    /** @param why of what can stand there instead, maybe */
    public void refuse(String key, String why) {
        if (has(key)) {
            complaints.refuse(keys.get(key), inside(key), why);
        }
    }

    /** Says that the value of a key is wrong; where it is missing, the map is. */
    public void complain(String key, String message) {
        complaints.refuse(place(key), inside(key), message);
    }

    /** Every key that nobody has asked for is refused, but for those that begin with {@code x-}, which are for others. */
    public void finish() {
        finish(key -> "unknown key");
    }

    /** @param explain what to say of a key that nobody has asked for */
    void finish(UnaryOperator<String> explain) {
        keys.forEach((key, where) -> {
            if (!asked.contains(key) && !key.startsWith("x-")) {
                complaints.refuse(where, inside(key), explain.apply(key));
            }
        });
    }

    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }
}
