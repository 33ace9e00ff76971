package io.github.syncimage.page;

import java.util.Map;

/**
 * What somebody asks for.
 *
 * @param path without the slash at its beginning, {@code api/v1/now}, as it was sent
 * @param parameters of the query, decoded; of those with one name the first
 */
public record PageRequest(String path, Map<String, String> parameters) {
    /** A parameter, or the other text where it is missing. */
    public String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
