package io.github.syncimage.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The values of all sources by path, later sources over earlier ones; reads each once and collects what is wrong. */
final class Values {
    private final Map<String, Entry> given = new LinkedHashMap<>();
    private final Map<String, Object> read = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> spoilt = new HashSet<>();

    /**
     * A value as it was given, not read yet.
     *
     * @param path of the key: {@code github.token}
     * @param text stripped; empty only for a rule's prefix and for an unknown key
     * @param source as in {@link Problem}
     * @param list whether it was written as a YAML list; its items are then separated by commas
     */
    record Entry(String path, String text, String source, boolean list) {
        Entry(String path, String text, String source) {
            this(path, text, source, false);
        }

        /** May be long: it holds a secret's text, so it is never printed. */
        @Override
        public String toString() {
            return path + " (" + source + ")";
        }
    }

    void put(Entry entry) {
        if (Keys.find(entry.path()).isPresent()) {
            given.put(entry.path(), entry);
        } else {
            report(entry.source(), Problem.excerpt(entry.path()), Keys.explain(entry.path()));
        }
    }

    /** Makes a problem of the value of a key. */
    Problem about(Key<?> key, String message) {
        return new Problem(source(key), key.path(), message);
    }

    void report(Key<?> key, String message) {
        problems.add(about(key, message));
    }

    void report(String source, String key, String message) {
        problems.add(new Problem(source, key, message));
    }

    /** These keys have no value because of a problem that is reported; that they have none is not another. */
    void spoil(Key<?>... keys) {
        Stream.of(keys).map(Key::path).forEach(spoilt::add);
    }

    List<Problem> problems() {
        return problems;
    }

    boolean has(Key<?> key) {
        return given.containsKey(key.path());
    }

    /** Says where a key's value comes from, for a problem that concerns several keys. */
    String source(Key<?> key) {
        return has(key) ? given.get(key.path()).source() : "configuration";
    }

    /** The value, or the default where none is given; null where there is neither, or it was wrong. */
    @SuppressWarnings("unchecked")
    <T> T get(Key<T> key) {
        if (!read.containsKey(key.path())) {
            read.put(key.path(), read(key));
        }
        return (T) read.get(key.path());
    }

    private <T> T read(Key<T> key) {
        Entry entry = given.get(key.path());
        if (entry == null) {
            boolean none = key.byDefault().isEmpty() && !key.type().list();
            return none ? null : key.type().reader().apply(key.byDefault());
        }
        if (entry.list() && !key.type().list()) {
            report(key, "a list is given, but expected is " + key.type().expected());
            return null;
        }
        try {
            return key.type().read(entry.text());
        } catch (IllegalArgumentException wrong) {
            report(key, wrong.getMessage());
            return null;
        }
    }

    /** As {@link #get(Key)}, with another value in place of null. */
    <T> T get(Key<T> key, T otherwise) {
        T value = get(key);
        return value == null ? otherwise : value;
    }

    /** Puts another value in the place of one that was read, if there is one. */
    <T> void change(Key<T> key, UnaryOperator<T> change) {
        T value = get(key);
        if (value != null) {
            read.put(key.path(), change.apply(value));
        }
    }

    /** Gives a key a value that nobody has written. */
    <T> void set(Key<T> key, T value) {
        read.put(key.path(), value);
    }

    /** Reads what was not read yet; the keys of hosts are not among them. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        Keys.ALL.stream().filter(key -> !key.perHost()).forEach(key -> all.put(key.path(), get(key)));
        return all;
    }

    /** Complains where only one of two keys that need each other is given. */
    void requireBoth(Key<?> one, Key<?> other) {
        if (has(one) != has(other) && !isSpoilt(one) && !isSpoilt(other)) {
            Key<?> given = has(one) ? one : other;
            Key<?> absent = has(one) ? other : one;
            report(given, "needs " + absent.path() + " beside it");
        }
    }

    /**
     * Complains where a key is missing.
     *
     * @param reason why it is needed, for the end of the message
     */
    void require(Key<?> key, String reason) {
        if (!has(key) && !isSpoilt(key)) {
            String variables = String.join(", ", key.environment());
            report(key, "is missing; set it in the file, or " + variables + " in the environment" + reason);
        }
    }

    private boolean isSpoilt(Key<?> key) {
        return spoilt.contains(key.path());
    }

    /** The registry hosts that something is configured for, as they are written, and the place of the first key. */
    Map<String, String> hosts() {
        Map<String, String> hosts = new LinkedHashMap<>();
        given.forEach((path, entry) -> {
            String host = Keys.hostOf(path);
            if (host != null) {
                hosts.putIfAbsent(host, entry.source());
            }
        });
        return hosts;
    }
}
