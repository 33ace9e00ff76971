package io.github.syncimage.report;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text that is safe wherever a template puts it: in prose, in a table, between backticks. What others wrote (requester,
 * registry, API) becomes a code span, in which GitHub finds no mention, link, cross-reference, commit or HTML; what
 * could end the span or the table's cell, or hide or turn text, is taken out first.
 */
public record Markdown(String text) {
    public static final Markdown NOTHING = new Markdown("");

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

    /** Makes what somebody else wrote a code span of one line; nothing where nothing visible is left. */
    public static Markdown code(Object value) {
        if (value == null) {
            return NOTHING;
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
        return shown.isEmpty() ? NOTHING : new Markdown("`" + capped(shown) + "`");
    }

    /** Makes several such spans, the last of many only counted. */
    public static Markdown codes(List<?> values) {
        String spans = values.stream()
                .limit(MOST_SPANS)
                .map(Markdown::code)
                .map(Markdown::text)
                .filter(span -> !span.isEmpty())
                .collect(Collectors.joining(", "));
        int more = values.size() - MOST_SPANS;
        return new Markdown(more > 0 ? spans + ", … +" + more : spans);
    }

    /**
     * Writes an image's name bare, so that it can stand in a block of commands: it has no character that means something to a
     * shell or ends the block. Such names come from {@link ImageReference#parse}, which lets no other through.
     */
    public static Markdown reference(ImageReference image) {
        return bare(image);
    }

    /** Writes a repository's name as bare as that. */
    public static Markdown reference(Repository repository) {
        return bare(repository);
    }

    private static Markdown bare(Object name) {
        return name == null
                ? NOTHING
                : new Markdown(NOT_IN_REFERENCES.matcher(name.toString()).replaceAll(""));
    }

    /** Writes an address for the target of a link; nothing unless it is a plain one, without query and fragment. */
    public static Markdown url(URI address) {
        boolean plain = address != null && PLAIN_URL.matcher(address.toString()).matches();
        return plain ? new Markdown(address.toString()) : NOTHING;
    }

    /** Writes words and numbers of this program's own. */
    public static Markdown own(Object value) {
        return new Markdown(value.toString());
    }

    private static String capped(String text) {
        if (text.length() <= LONGEST_SPAN) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_SPAN - 1));
        return text.substring(0, splitsPair ? LONGEST_SPAN - 1 : LONGEST_SPAN) + "…";
    }
}
