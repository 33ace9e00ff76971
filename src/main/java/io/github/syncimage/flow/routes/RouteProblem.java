package io.github.syncimage.flow.routes;

/** What is wrong with a route, in one line: Camel wraps the reason several times and may print a whole file. */
public final class RouteProblem {
    private static final int LONGEST = 400;

    private RouteProblem() {}

    /** The innermost reason. */
    public static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
