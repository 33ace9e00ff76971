package io.github.syncimage.text;

/** Foreign text in a log, a message or a comment: one short line that can do nothing to a terminal. */
public final class OneLine {
    private OneLine() {}

    /**
     * @param text may be null, for nothing
     * @param longest characters, after which it is cut off with {@code …}
     */
    public static String of(String text, int longest) {
        String line = text == null
                ? ""
                : text.replaceAll("[\\s\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    /** Takes what the innermost cause says: those around it only say where it happened. */
    public static String of(Throwable failure, int longest) {
        Throwable cause = innermost(failure);
        String message = cause.getMessage();
        return of(message == null || message.isBlank() ? cause.getClass().getSimpleName() : message, longest);
    }

    public static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
