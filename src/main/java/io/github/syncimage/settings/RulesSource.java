package io.github.syncimage.settings;

import io.github.syncimage.naming.InvalidRulesException;
import io.github.syncimage.naming.Rules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which rules count: those of the files that were named, or {@code configs/rules.yaml}, or the built-in ones. */
final class RulesSource {
    private final Home home;

    RulesSource(Home home) {
        this.home = home;
    }

    /** @param usual whether the usual files are read because {@code --config} names none */
    Rules choose(List<ConfigFile> files, boolean usual, Values values) {
        List<ConfigFile> holders =
                files.stream().filter(file -> file.rules() != null).toList();
        Path rulesFile = home.configs().resolve("rules.yaml");
        if (holders.isEmpty() && usual && Files.exists(rulesFile)) {
            ConfigFile file = ConfigFile.read(rulesFile);
            values.report(file.problems());
            file.entries()
                    .forEach(entry -> values.report(new Problem(
                            entry.source(),
                            Excerpt.of(entry.path()),
                            "only rules belong here, and a rule starts with '^'")));
            holders = file.rules() == null ? holders : List.of(file);
        }
        if (holders.size() > 1) {
            values.report(new Problem(
                    holders.get(1).path().toString(),
                    Keys.RULES,
                    "are also given in " + holders.get(0).path() + "; leave them out of one file"));
        }
        return holders.isEmpty() ? Rules.DEFAULT : read(holders.get(holders.size() - 1), values);
    }

    private static Rules read(ConfigFile file, Values values) {
        if (file.rules().isEmpty()) {
            values.report(new Problem(
                    file.path().toString(), Keys.RULES, "there is none, so that no upstream would be served"));
        }
        Map<String, String> prefixes = new LinkedHashMap<>();
        file.rules().forEach(rule -> prefixes.put(rule.path(), rule.text()));
        try {
            return Rules.of(prefixes);
        } catch (InvalidRulesException invalid) {
            invalid.problems()
                    .forEach((pattern, message) -> values.report(
                            new Problem(source(file, pattern), YamlEntries.rule(pattern), Excerpt.of(message))));
            return Rules.DEFAULT;
        }
    }

    private static String source(ConfigFile file, String pattern) {
        return file.rules().stream()
                .filter(rule -> rule.path().equals(pattern))
                .map(Entry::source)
                .findFirst()
                .orElse(file.path().toString());
    }
}
