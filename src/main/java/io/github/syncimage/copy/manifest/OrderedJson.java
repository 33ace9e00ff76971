package io.github.syncimage.copy.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as maps and lists in the order of the document, so that what is written again differs only where it was changed.
 * Stands on jackson-core alone: loading databind would cost a tenth of a second at each start of {@code copy}.
 */
public final class OrderedJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** As maps and lists a value takes up to twenty times its bytes; an index of a thousand images has some 20,000. */
    private static final int MOST_VALUES = 100_000;

    private OrderedJson() {}

    /**
     * Reads one JSON object; nesting and lengths are bounded by jackson-core's stream constraints, the number of values here.
     *
     * @throws InvalidManifestException when these bytes are no JSON object
     */
    public static Map<String, Object> read(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidManifestException("is no JSON object");
            }
            return new Tree(parser).object();
        } catch (IOException e) {
            throw new InvalidManifestException("is no valid JSON");
        }
    }

    /** Compact JSON in UTF-8; the same maps always give the same bytes. */
    public static byte[] write(Map<String, ?> object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            write(generator, object);
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
                throw new InvalidManifestException("has more than " + MOST_VALUES + " values");
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
                default -> throw new IOException("the document ends too early");
            };
        }
    }
}
