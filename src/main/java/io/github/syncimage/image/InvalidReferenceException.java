package io.github.syncimage.image;

/** A text is no image name, digest or platform; the message says which rule it breaks, in one line. */
public class InvalidReferenceException extends IllegalArgumentException {
    /** A SHA-512 digest fits. */
    private static final int LONGEST_QUOTE = 160;

    public InvalidReferenceException(String message) {
        super(message);
    }

    /** A text for a message: in quotes, on one line, and no longer than any name that could be meant. */
    static String quoted(String text) {
        boolean whole = text.length() <= LONGEST_QUOTE;
        String shown = whole ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
