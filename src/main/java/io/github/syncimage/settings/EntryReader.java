package io.github.syncimage.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of all sources by path, later sources over earlier ones; reads them and collects what is wrong. */
final class EntryReader {
    private final Map<String, Entry> byPath = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> spoilt = new HashSet<>();

    void put(Entry entry) {
        if (Keys.find(entry.path()).isPresent()) {
            byPath.put(entry.path(), entry);
        } else {
            report(new Problem(entry.source(), Problem.excerpt(entry.path()), Keys.explain(entry.path())));
        }
    }

    /** Makes a problem of the value of a key. */
    Problem about(Key<?> key, String message) {
        return new Problem(source(key), key.path(), message);
    }

    void report(Key<?> key, String message) {
        problems.add(about(key, message));
    }

    void report(Problem problem) {
        problems.add(problem);
    }

    void report(List<Problem> found) {
        problems.addAll(found);
    }

    /** These keys have no value because of a problem that is reported; that they have none is not another. */
    void spoil(Set<String> paths) {
        spoilt.addAll(paths);
    }

    List<Problem> problems() {
        return problems;
    }

    boolean has(Key<?> key) {
        return byPath.containsKey(key.path());
    }

    /** Says where a key's value comes from, for a problem that concerns several keys. */
    String source(Key<?> key) {
        return has(key) ? byPath.get(key.path()).source() : "configuration";
    }

    /** The value, or the default where none is given; null where there is neither, or it was wrong. */
    <T> T get(Key<T> key) {
        Entry entry = byPath.get(key.path());
        if (entry == null) {
            return key.byDefault().isEmpty() ? null : key.type().reader().apply(key.byDefault());
        }
        if (entry.list() && !key.type().list()) {
            problems.add(new Problem(
                    entry.source(),
                    key.path(),
                    "a list is given, but expected is " + key.type().expected()));
            return null;
        }
        try {
            return key.type().reader().apply(entry.text());
        } catch (IllegalArgumentException wrong) {
            String given = key.secret() ? "the value" : "'" + Problem.excerpt(entry.text()) + "'";
            problems.add(new Problem(
                    entry.source(), key.path(), given + " is not " + key.type().expected()));
            return null;
        }
    }

    /** As {@link #get(Key)}, with another value in place of null. */
    <T> T get(Key<T> key, T otherwise) {
        T value = get(key);
        return value == null ? otherwise : value;
    }

    /** A number that has a default; 0 where a wrong one was given and reported. */
    int number(Key<Integer> key) {
        return get(key, 0);
    }

    boolean flag(Key<Boolean> key) {
        return get(key, false);
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
     * Complains where a key is missing that another needs.
     *
     * @param reason why, for the message
     */
    void require(Key<?> key, String reason) {
        if (!has(key) && !isSpoilt(key)) {
            Problem missing = missing(key);
            report(new Problem(missing.source(), missing.key(), missing.message() + ", " + reason));
        }
    }

    /** Complains about every key that the daemon cannot work without. */
    void reportMissing() {
        Keys.ALL.stream()
                .filter(key -> key.required() && !has(key) && !isSpoilt(key))
                .map(EntryReader::missing)
                .forEach(this::report);
    }

    private boolean isSpoilt(Key<?> key) {
        return spoilt.contains(key.path());
    }

    private static Problem missing(Key<?> key) {
        return new Problem(
                "configuration",
                key.path(),
                "is missing; set it in the file, or " + String.join(", ", key.environment()) + " in the environment");
    }

    /** The registry hosts that something is configured for, as they are written, and the place of the first key. */
    Map<String, String> hosts() {
        Map<String, String> hosts = new LinkedHashMap<>();
        byPath.forEach((path, entry) -> {
            String host = Keys.hostOf(path);
            if (host != null) {
                hosts.putIfAbsent(host, entry.source());
            }
        });
        return hosts;
    }
}
