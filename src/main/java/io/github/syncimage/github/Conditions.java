package io.github.syncimage.github;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator has to know for as long as it lasts: a line in the log when it begins, and in readiness all the time. */
public final class Conditions {
    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    /**
     * @param line what is wrong, and what would mend it
     * @param down whether requests cannot be served meanwhile
     */
    public record Condition(String line, boolean down) {}

    private final Map<String, Condition> now = new TreeMap<>();

    /** It begins, or goes on; said in the log where it is news. */
    public synchronized void begins(String name, String line, boolean down) {
        Condition condition = new Condition(line, down);
        if (!condition.equals(now.put(name, condition))) {
            LOG.warn("{}", line);
        }
    }

    /** It is over, where it was there at all. */
    public synchronized void ends(String name) {
        Condition over = now.remove(name);
        if (over != null) {
            LOG.info("over: {}", over.line());
        }
    }

    /** What holds now, by name. */
    public synchronized Map<String, Condition> now() {
        return Map.copyOf(now);
    }
}
