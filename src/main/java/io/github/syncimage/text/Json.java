package io.github.syncimage.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * JSON of strangers as maps and lists in the order of the document, so that what is written again differs only where it
 * was changed. Stands on jackson-core alone: loading databind would cost a tenth of a second at each start of
 * {@code copy}.
 */
public final class Json {
    // A document's names would be kept together for those of the next: a hundred thousand of them, where a stranger
    // wants.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** Larger than a hundred of the longest texts that GitHub takes, however they are written. */
    private static final JsonFactory LISTS = FACTORY.rebuild()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64L * 1024 * 1024)
                    .maxStringLength(1_000_000)
                    .build())
            .build();

    private static final int MOST_ASCII = 127;

    /** As maps and lists a value takes up to twenty times its bytes; an index of a thousand images has some 20,000. */
    private static final int MOST_VALUES = 100_000;

    private static final int FREE_VALUES = 1000;
    /** The densest entries of real manifests have a value for each 27. */
    private static final int BYTES_A_VALUE = 24;

    private Json() {}

    /** Which members are kept of an object, or of each object in a list. */
    public static final class Kept {
        private static final Kept ALL = new Kept(Map.of());

        private final Map<String, Kept> members;

        private Kept(Map<String, Kept> members) {
            this.members = members;
        }

        /** These, with all that is in them. */
        public static Kept of(String... names) {
            Kept kept = new Kept(new HashMap<>());
            for (String name : names) {
                kept.members.put(name, ALL);
            }
            return kept;
        }

        /** One more, and of it only this. */
        public Kept and(String name, Kept below) {
            members.put(name, below);
            return this;
        }

        private Kept below(String name) {
            return this == ALL ? ALL : members.get(name);
        }
    }

    /**
     * A list in a document, whose elements are not read yet.
     *
     * @param from where it begins in the text
     * @param to where it has ended
     * @param elements the text of each
     */
    public record Listed(int from, int to, List<String> elements) {}

    /**
     * Reads one value: a map, a list, text, a number, true, false or null. Nesting and lengths are bounded by
     * jackson-core's stream constraints, the number of values here.
     *
     * @throws IOException whose message says in a few words what these bytes are instead
     */
    public static Object readValue(byte[] bytes) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            return value(parser, MOST_VALUES, Kept.ALL);
        } catch (JsonProcessingException e) {
            throw new IOException("is no valid JSON", e);
        }
    }

    private static Object value(JsonParser parser, int most, Kept kept) throws IOException {
        parser.nextToken();
        return new Tree(parser, most).value(kept);
    }

    /**
     * Some members of what has to be an object. Nothing else of it is held, not even while it is read, and of these only so
     * many values as may be in a document of its length: as objects they take some four times its bytes.
     */
    public static Map<String, Object> read(byte[] bytes, Kept kept) throws IOException {
        return read(FACTORY.createParser(bytes), bytes.length, kept);
    }

    public static Map<String, Object> read(String text, Kept kept) throws IOException {
        return read(FACTORY.createParser(text), text.length(), kept);
    }

    /**
     * Reads what has to be a list, and holds one of its elements at a time; those that are no objects are left out.
     *
     * @throws StreamConstraintsException where it is larger than any of GitHub's
     * @throws JsonProcessingException where it is something else
     */
    public static void forEach(InputStream list, Kept kept, Consumer<Map<String, Object>> what) throws IOException {
        try (JsonParser parser = LISTS.createParser(list)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new JsonParseException(parser, "is no list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (new Tree(parser, MOST_VALUES).value(kept) instanceof Map<?, ?> object) {
                    what.accept(objectOf(object));
                }
            }
        }
    }

    private static Map<String, Object> read(JsonParser all, int length, Kept kept) throws IOException {
        try (JsonParser parser = all) {
            return objectOf(value(parser, FREE_VALUES + length / BYTES_A_VALUE, kept));
        } catch (JsonProcessingException e) {
            throw new IOException("is no valid JSON", e);
        }
    }

    /**
     * Finds a member of an object that is a list; empty where it has none of this name.
     *
     * @param most elements that it may have
     */
    public static Optional<Listed> listed(String text, String name, int most) throws IOException {
        Listed found = null;
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("is no JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean meant = parser.currentName().equals(name);
                if (parser.nextToken() != JsonToken.START_ARRAY || !meant) {
                    parser.skipChildren();
                } else if (found == null) {
                    found = listed(parser, text, name, most);
                } else {
                    throw new IOException("has '" + name + "' twice");
                }
            }
            return Optional.ofNullable(found);
        } catch (JsonProcessingException e) {
            throw new IOException("is no valid JSON", e);
        }
    }

    private static Listed listed(JsonParser parser, String text, String name, int most) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == most) {
                throw new IOException("lists more than the " + most + " '" + name + "' that are read");
            }
            int begin = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            elements.add(text.substring(begin, (int) parser.currentLocation().getCharOffset()));
        }
        return new Listed(from, (int) parser.currentLocation().getCharOffset(), elements);
    }

    /** Reads what has to be an object. */
    public static Map<String, Object> read(byte[] bytes) throws IOException {
        return objectOf(readValue(bytes));
    }

    private static Map<String, Object> objectOf(Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
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

    /** Returns what a member says as text, a number or a flag; empty where it is missing, null, an object or a list. */
    public static String text(Map<String, ?> object, String name) {
        Object value = object.get(name);
        return value == null || value instanceof Map || value instanceof List ? "" : value.toString();
    }

    /** Returns the text of the first of these members that says something; the word {@code null} says nothing. */
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

    /** Returns whether a member is true; the other value where it is missing or no flag. */
    public static boolean flag(Map<String, ?> object, String name, boolean otherwise) {
        return object.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    /**
     * An object with these members in their order, but for those that are null.
     *
     * @param members a name, its value, the next name, and so on
     */
    public static Map<String, Object> of(Object... members) {
        Map<String, Object> object = withNulls(members);
        object.values().removeIf(Objects::isNull);
        return object;
    }

    /** An object with all of these members in their order. */
    public static Map<String, Object> withNulls(Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], members[i + 1]);
        }
        return object;
    }

    /** Compact JSON of maps, lists and plain values. */
    public static String text(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /** Compact JSON for any terminal: what is not ASCII is escaped. */
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
        private final int most;
        private int values;

        Tree(JsonParser parser, int most) {
            this.parser = parser;
            this.most = most;
        }

        private Map<String, Object> object(Kept kept) throws IOException {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                Kept below = kept.below(name);
                if (below == null) {
                    parser.skipChildren();
                } else {
                    object.put(name, value(below));
                }
            }
            return object;
        }

        private List<Object> array(Kept kept) throws IOException {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(kept));
            }
            return array;
        }

        private Object value(Kept kept) throws IOException {
            if (++values > most) {
                throw new IOException("has more than " + most + " values");
            }
            if (parser.currentToken() == null) {
                throw new IOException("is no valid JSON");
            }
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(kept);
                case START_ARRAY -> array(kept);
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
