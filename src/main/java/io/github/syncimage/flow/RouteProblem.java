package io.github.syncimage.flow;

import io.github.syncimage.text.OneLine;

/** What is wrong with a route, in one line: Camel wraps the reason several times and may print a whole file. */
public final class RouteProblem {
    private static final int LONGEST = 400;

    private RouteProblem() {}

    /** The innermost reason. */
    public static String of(Throwable failure) {
        return OneLine.of(failure, LONGEST);
    }
}
