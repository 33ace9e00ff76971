package io.github.syncimage.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration and where it came from.
 *
 * @param files that were read, in their order
 * @param rules file that the rules are from, or null for the built-in ones
 * @param warnings what is odd, but keeps nothing from working
 */
public record Loaded(Settings settings, List<Path> files, Path rules, List<Problem> warnings) {
    /** For people: {@code configs/config.yaml, rules of configs/rules.yaml}. */
    public String sources() {
        String configuration = files.isEmpty()
                ? "no configuration file"
                : files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return configuration + "; " + (rules == null ? "built-in rules" : "rules of " + rules);
    }
}
