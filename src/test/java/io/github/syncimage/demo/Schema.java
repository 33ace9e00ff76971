package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** The part of JSON Schema that OpenAPI descriptions use for bodies. */
final class Schema {
    private Schema() {}

    /** What is wrong with the value, in a few words; empty where nothing is. */
    static Optional<String> problem(JsonNode schema, JsonNode value, String where) {
        if (value.isNull()) {
            return schema.path("nullable").asBoolean() || schema.isEmpty()
                    ? Optional.empty()
                    : Optional.of(where + " may not be null.");
        }
        if (schema.has("oneOf")) {
            return choice(schema.path("oneOf"), value, where);
        }
        String type = schema.path("type").asText("any");
        if (!isOf(type, value)) {
            return Optional.of(where + " is not of type " + type + ".");
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            return Optional.of(where + " is none of " + schema.path("enum") + ".");
        }
        return type.equals("array") ? items(schema, value, where) : properties(schema, value, where);
    }

    private static Optional<String> choice(JsonNode choices, JsonNode value, String where) {
        Optional<String> problem = Optional.empty();
        for (JsonNode choice : choices) {
            problem = problem(choice, value, where);
            if (problem.isEmpty()) {
                return problem;
            }
        }
        return problem;
    }

    private static Optional<String> items(JsonNode schema, JsonNode value, String where) {
        if (value.size() < schema.path("minItems").asInt(0)) {
            return Optional.of(where + " has too few items.");
        }
        for (int i = 0; i < value.size(); i++) {
            Optional<String> problem = problem(schema.path("items"), value.get(i), where + "/" + i);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> properties(JsonNode schema, JsonNode value, String where) {
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                return Optional.of(where + "/" + required.asText() + " wasn't supplied.");
            }
        }
        boolean closed = schema.has("additionalProperties")
                && !schema.path("additionalProperties").asBoolean(true);
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            JsonNode known = schema.path("properties").path(property.getKey());
            Optional<String> problem = known.isMissingNode() && closed
                    ? Optional.of(where + "/" + property.getKey() + " is not known.")
                    : problem(known, property.getValue(), where + "/" + property.getKey());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode allowed : values) {
            if (allowed.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
