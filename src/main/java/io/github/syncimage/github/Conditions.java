package io.github.syncimage.github;

import io.github.syncimage.github.model.RepositoryName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what an operator has to know for as long as it lasts: a line in the log when it begins, and in readiness all the time. */
public final class Conditions {
    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    /**
     * @param line what is wrong, and what would mend it
     * @param down whether requests cannot be served meanwhile
     */
    public record Condition(String line, boolean down) {}

    private final Map<String, Condition> now = new TreeMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, Supplier<Optional<String>>> asked = new HashMap<>();

    /** The name of a condition that each repository may have. */
    public static String of(String name, RepositoryName repository) {
        return repository.alone() ? name : name + " of " + repository;
    }

    /** The condition begins or goes on; the log tells it where the line is new. */
    public synchronized void begins(String name, String line, boolean down) {
        Condition before = now.put(name, new Condition(line, down));
        if (before == null || !before.line().equals(line)) {
            LOG.warn("{}", line);
        }
        told.add(name);
    }

    /** Begins a condition as {@link #begins} does, where the log tells beginning and end in other words already. */
    public synchronized void told(String name, String line, boolean down) {
        now.put(name, new Condition(line, down));
    }

    /** The condition is over; nothing happens where there was none. */
    public synchronized void ends(String name) {
        Condition over = now.remove(name);
        if (told.remove(name)) {
            LOG.info("over: {}", over.line());
        }
    }

    /** One that keeps requests from being served for as long as somebody says so who tells the log himself. */
    public synchronized void ask(String name, Supplier<Optional<String>> line) {
        asked.put(name, line);
    }

    /** Returns what holds now, by name. */
    public synchronized Map<String, Condition> now() {
        Map<String, Condition> all = new TreeMap<>(now);
        asked.forEach((name, line) -> line.get().ifPresent(why -> all.put(name, new Condition(why, true))));
        return all;
    }
}
