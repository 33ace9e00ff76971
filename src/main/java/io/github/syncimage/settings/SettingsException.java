package io.github.syncimage.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used: everything that is wrong with it. The command line turns it into exit code 2. */
public final class SettingsException extends RuntimeException {
    private final transient List<Problem> problems;

    /** @param problems at least one */
    public SettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public static SettingsException of(String source, String key, String message) {
        return new SettingsException(List.of(new Problem(source, key, message)));
    }

    public List<Problem> problems() {
        return problems;
    }
}
