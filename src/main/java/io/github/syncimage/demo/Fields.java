package io.github.syncimage.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Documents whose fields keep their order, so that the same document has the same bytes in every run. */
public final class Fields {
    private Fields() {}

    /** @param namesAndValues a name, its value, the next name, and so on */
    public static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
