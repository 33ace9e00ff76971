package io.github.syncimage.report;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds what a state's template is told, by every name that it may use. The texts are safe wherever a template puts them:
 * in prose, in a table, between backticks. What others wrote (requester, registry, API) becomes a code span, in which
 * GitHub finds no mention, link, cross-reference, commit or HTML; what could end the span or the table's cell, or hide or
 * turn text, is taken out first.
 */
final class Values {
    /** A title has at most 256 characters, and a reason with an API's code and advice is a sentence or three. */
    private static final int LONGEST_SPAN = 500;

    /** A variant matrix of a large image has about a dozen platforms, and a table's cell should stay readable. */
    private static final int MOST_SPANS = 16;

    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Z}]+");
    /** Control, format (bidirectional marks, zero-width), private and unpaired surrogate characters. */
    private static final Pattern INVISIBLE = Pattern.compile("\\p{C}+");

    private static final Pattern PILED_MARKS = Pattern.compile("(\\p{M}{2})\\p{M}+");
    private static final Pattern NOT_IN_REFERENCES = Pattern.compile("[^A-Za-z0-9._:/@\\[\\]-]+");
    private static final Pattern PLAIN_URL = Pattern.compile("https?://[A-Za-z0-9.:/_\\[\\]#=-]+");

    private final State state;
    private final Map<String, Object> values = new HashMap<>();

    Values(State state) {
        this.state = state;
        // A name without a value prints nothing, and its section isn't shown.
        state.names().forEach(name -> values.put(name, ""));
    }

    /** Puts what somebody else wrote, or nothing. */
    Values code(String name, Object value) {
        return put(name, code(value));
    }

    /** Puts several code spans, the last of many only counted. */
    Values codes(String name, List<?> all) {
        String spans = all.stream()
                .limit(MOST_SPANS)
                .map(Values::code)
                .filter(span -> !span.isEmpty())
                .collect(Collectors.joining(", "));
        int more = all.size() - MOST_SPANS;
        return put(name, more > 0 ? spans + ", … +" + more : spans);
    }

    /** Puts the name of an image or a repository, or nothing. */
    Values reference(String name, Object value) {
        return put(name, reference(value));
    }

    /** Puts the address for the target of a link. */
    Values url(String name, URI address) {
        return put(name, url(address));
    }

    /** Puts words and numbers of this program's own. */
    Values own(String name, Object value) {
        return put(name, value.toString());
    }

    /** Puts a number that is only worth telling where it is one. */
    Values count(String name, int number) {
        return put(name, number <= 0 ? "" : String.valueOf(number));
    }

    Values flag(String name, boolean value) {
        return put(name, value);
    }

    Values list(String name, List<Map<String, Object>> rows) {
        return put(name, rows);
    }

    private Values put(String name, Object value) {
        if (!state.names().contains(name)) {
            throw new IllegalArgumentException("templates of " + state + " know no " + name);
        }
        values.put(name, value);
        return this;
    }

    State state() {
        return state;
    }

    Map<String, Object> asMap() {
        return values;
    }

    /** Makes what somebody else wrote a code span of one line; nothing where nothing visible is left. */
    static String code(Object value) {
        if (value == null) {
            return "";
        }
        String spaced = BREAKS.matcher(value.toString()).replaceAll(" ");
        String visible = INVISIBLE.matcher(spaced).replaceAll("").strip();
        String shown = PILED_MARKS
                .matcher(visible)
                .replaceAll("$1")
                .replace('`', '\'')
                .replace('|', '｜')
                .replace('<', '‹')
                .replace('>', '›');
        return shown.isEmpty() ? "" : "`" + capped(shown) + "`";
    }

    private static String capped(String text) {
        if (text.length() <= LONGEST_SPAN) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_SPAN - 1));
        return text.substring(0, splitsPair ? LONGEST_SPAN - 1 : LONGEST_SPAN) + "…";
    }

    /**
     * Writes the name of an image or a repository bare, so that it can stand in a block of commands: it has no character that
     * means something to a shell or ends the block. No name that was parsed has one.
     */
    static String reference(Object name) {
        return name == null ? "" : NOT_IN_REFERENCES.matcher(name.toString()).replaceAll("");
    }

    /** Writes an address for the target of a link; nothing unless it is a plain one, without query and fragment. */
    static String url(URI address) {
        return address != null && PLAIN_URL.matcher(address.toString()).matches() ? address.toString() : "";
    }
}
