package io.github.syncimage.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the value of an HTTP header from left to right. It looks at each character once, since whoever runs a server
 * chooses what stands there: a pattern that tries again from every place takes minutes for 60,000 of them.
 */
public final class HeaderReader {
    /** Real values are below 1 KiB, and servers in front of registries take no longer lines. */
    private static final int LONGEST = 8 * 1024;

    private static final String BLANKS = " \t";

    private final String text;
    private int at;

    public HeaderReader(String text) {
        this.text = text;
    }

    /** The values of a header without those that are too long, alone or together with the others before them. */
    public static List<String> readable(List<String> values) {
        List<String> readable = new ArrayList<>();
        int length = 0;
        for (String value : values) {
            if (length + value.length() <= LONGEST) {
                length += value.length();
                readable.add(value);
            }
        }
        return readable;
    }

    /**
     * The address of the next page that {@code Link} names, exactly as it stands there; empty where none does.
     *
     * @param links {@link #readable} values of the header
     */
    public static Optional<String> nextPage(List<String> links) {
        return links.stream()
                .flatMap(value -> new HeaderReader(value).nextPage().stream())
                .findFirst();
    }

    private Optional<String> nextPage() {
        while (hasElement()) {
            if (!skip('<')) {
                until(",");
                continue;
            }
            String address = until(">");
            if (!skip('>')) {
                return Optional.empty();
            }
            String relation = null;
            while (skip(';')) {
                String name = word(",;=");
                String value = skip('=') ? value(",;") : "";
                relation = relation == null && name.equalsIgnoreCase("rel") ? value : relation;
            }
            if (relation != null && Stream.of(relation.split("[ \t]")).anyMatch("next"::equalsIgnoreCase)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /** Goes over blanks and commas, which stand between elements; false at the end. */
    public boolean hasElement() {
        while (at < text.length() && (BLANKS + ",").indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length();
    }

    /** Goes over blanks, and over this character where it follows; false where another does. */
    public boolean skip(char wanted) {
        skipBlanks();
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    /** Reads up to a blank or one of these; maybe nothing. */
    public String word(String ends) {
        skipBlanks();
        return until(BLANKS + ends);
    }

    /** Reads a {@link #word}, or what stands between quotes; nothing where the second one is missing. */
    public String value(String ends) {
        if (!skip('"')) {
            return word(ends + "\"");
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
            value.append(text.charAt(at++));
        }
        return skip('"') ? value.toString() : "";
    }

    private String until(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void skipBlanks() {
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
