package io.github.syncimage.report;

import java.util.List;

/** Templates that cannot be used, with everything that is wrong with them. */
public final class InvalidTemplatesException extends RuntimeException {
    private final List<String> problems;

    InvalidTemplatesException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** A line each, beginning with the file. */
    public List<String> problems() {
        return problems;
    }
}
