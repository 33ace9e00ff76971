package io.github.syncimage.naming;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Rules that can't be read; names every one of them. */
public final class InvalidRulesException extends IllegalArgumentException {
    private final transient Map<String, String> problems;

    InvalidRulesException(Map<String, String> problems) {
        super(problems.entrySet().stream()
                .map(problem -> "rule '" + problem.getKey() + "': " + problem.getValue())
                .collect(Collectors.joining("; ")));
        this.problems = new LinkedHashMap<>(problems);
    }

    /** From the pattern as written to what is wrong with the rule, in the operator's order. */
    public Map<String, String> problems() {
        return problems;
    }
}
