package io.github.syncimage.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds what a state's template is told: safe text, flags and lists, and every name that it may use. */
public final class Values {
    private final State state;
    private final Map<String, Object> values = new HashMap<>();

    public Values(State state) {
        this.state = state;
        // A name without a value prints nothing, and its section isn't shown.
        state.names().forEach(name -> values.put(name, ""));
    }

    public Values put(String name, Markdown value) {
        return set(name, value.text());
    }

    public Values flag(String name, boolean value) {
        return set(name, value);
    }

    public Values list(String name, List<Map<String, Object>> values) {
        return set(name, values);
    }

    private Values set(String name, Object value) {
        if (!state.names().contains(name)) {
            throw new IllegalArgumentException("templates of " + state + " know no " + name);
        }
        values.put(name, value);
        return this;
    }

    public State state() {
        return state;
    }

    Map<String, Object> asMap() {
        return values;
    }
}
