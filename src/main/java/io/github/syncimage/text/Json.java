package io.github.syncimage.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON of strangers as maps and lists in the order of the document, so that what is written again differs only where it
 * was changed. Stands on jackson-core alone: loading databind would cost a tenth of a second at each start of
 * {@code copy}.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private static final int MOST_ASCII = 127;

    /** As maps and lists a value takes up to twenty times its bytes; an index of a thousand images has some 20,000. */
    private static final int MOST_VALUES = 100_000;

    private Json() {}

    /**
     * Reads one value: a map, a list, text, a number, true, false or null. Nesting and lengths are bounded by
     * jackson-core's stream constraints, the number of values here.
     *
     * @throws IOException whose message says in a few words what these bytes are instead
     */
    public static Object readValue(byte[] bytes) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            parser.nextToken();
            return new Tree(parser).value();
        } catch (JsonProcessingException e) {
            throw new IOException("is no valid JSON", e);
        }
    }

    /** The same for what has to be an object. */
    public static Map<String, Object> read(byte[] bytes) throws IOException {
        if (readValue(bytes) instanceof Map<?, ?> object) {
            return objectOf(object);
        }
        throw new IOException("is no JSON object");
    }

    /** A member that is an object; an empty one where it is missing or something else. */
    public static Map<String, Object> object(Map<String, ?> object, String name) {
        return object.get(name) instanceof Map<?, ?> value ? objectOf(value) : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> objectOf(Map<?, ?> value) {
        return (Map<String, Object>) value;
    }

    /** The elements of a member that is a list; none where it is missing or something else. */
    public static List<?> list(Map<String, ?> object, String name) {
        return object.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The objects in a member that is a list. */
    public static List<Map<String, Object>> objects(Map<String, ?> object, String name) {
        return objects(list(object, name));
    }

    /** The objects in a list. */
    public static List<Map<String, Object>> objects(List<?> list) {
        return list.stream()
                .filter(Map.class::isInstance)
                .map(element -> objectOf((Map<?, ?>) element))
                .toList();
    }

    /** What a member says as text, a number or a flag; empty where it is missing, null, an object or a list. */
    public static String text(Map<String, ?> object, String name) {
        Object value = object.get(name);
        return value == null || value instanceof Map || value instanceof List ? "" : value.toString();
    }

    /** The same of the first of these members that says something; the word {@code null} says nothing. */
    public static String text(Map<String, ?> object, List<String> names) {
        return names.stream()
                .map(name -> text(object, name))
                .filter(text -> !text.isBlank() && !text.equals("null"))
                .findFirst()
                .orElse("");
    }

    /** A member that is a number without a fraction; the other value where it is missing or something else. */
    public static long number(Map<String, ?> object, String name, long otherwise) {
        return object.get(name) instanceof Long number ? number : otherwise;
    }

    /** Whether a member is true; the other value where it is missing or no flag. */
    public static boolean flag(Map<String, ?> object, String name, boolean otherwise) {
        return object.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    /**
     * An object with these members in their order, but for those that are null.
     *
     * @param members a name, its value, the next name, and so on
     */
    public static Map<String, Object> of(Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            if (members[i + 1] != null) {
                object.put((String) members[i], members[i + 1]);
            }
        }
        return object;
    }

    /** Compact JSON of maps, lists and plain values. */
    public static String text(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /** The same for any terminal: what is not ASCII is escaped. */
    public static String ascii(Object value) {
        return new String(write(value, MOST_ASCII), StandardCharsets.US_ASCII);
    }

    /** Compact JSON in UTF-8; the same maps always give the same bytes. */
    public static byte[] write(Object value) {
        return write(value, 0);
    }

    /** @param highest character that is not escaped, 0 for any */
    private static byte[] write(Object value, int highest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            generator.setHighestNonEscapedChar(highest);
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                generator.writeFieldName(member.getKey().toString());
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> array) {
            generator.writeStartArray();
            for (Object element : array) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else {
            // Strings, numbers, booleans and null: all that jackson-core writes without databind.
            generator.writePOJO(value);
        }
    }

    /** Builds maps and lists of what a parser gives. */
    private static final class Tree {
        private final JsonParser parser;
        private int values;

        Tree(JsonParser parser) {
            this.parser = parser;
        }

        private Map<String, Object> object() throws IOException {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, value());
            }
            return object;
        }

        private List<Object> array() throws IOException {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value());
            }
            return array;
        }

        private Object value() throws IOException {
            if (++values > MOST_VALUES) {
                throw new IOException("has more than " + MOST_VALUES + " values");
            }
            if (parser.currentToken() == null) {
                throw new IOException("is no valid JSON");
            }
            return switch (parser.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? (Object) parser.getBigIntegerValue()
                            : (Object) parser.getLongValue();
                case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                default -> throw new IOException("is no valid JSON");
            };
        }
    }
}
