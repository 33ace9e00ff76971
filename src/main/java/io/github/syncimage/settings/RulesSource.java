package io.github.syncimage.settings;

import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.Rules.InvalidRulesException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the rules come from.
 *
 * @param file that holds them, or null for the built-in ones
 */
record RulesSource(ConfigFile file) {
    /**
     * Takes the file that gives rules, or else the usual rules file.
     *
     * @param usual {@code configs/rules.yaml}, null where it isn't there or {@code --config} names other files
     */
    static RulesSource choose(List<ConfigFile> files, ConfigFile usual, EntryReader values) {
        List<ConfigFile> holders =
                files.stream().filter(file -> file.rules() != null).toList();
        if (holders.size() > 1) {
            values.report(new Problem(
                    holders.get(1).path().toString(),
                    Keys.RULES,
                    "are also given in " + holders.get(0).path() + "; leave them out of one file"));
        }
        if (holders.isEmpty() && usual != null) {
            values.report(usual.problems());
            usual.entries().stream()
                    .filter(entry -> !VerifyTable.isOf(entry))
                    .forEach(entry -> values.report(stranger(entry)));
            if (usual.rules() == null
                    && usual.problems().isEmpty()
                    && usual.entries().stream().allMatch(VerifyTable::isOf)) {
                // The rules are the list of what is allowed: an emptied file must not open the built-in six.
                values.report(none(usual));
            }
            return new RulesSource(usual.rules() == null ? null : usual);
        }
        return new RulesSource(holders.isEmpty() ? null : holders.get(0));
    }

    private static Problem none(ConfigFile file) {
        return new Problem(file.path().toString(), Keys.RULES, "there is none, so nothing would be mirrored");
    }

    private static Problem stranger(Entry entry) {
        return new Problem(
                entry.source(), Excerpt.of(entry.path()), "only rules belong here, and each starts with '^'");
    }

    Path path() {
        return file == null ? null : file.path();
    }

    Rules read(EntryReader values) {
        if (file == null) {
            return Rules.DEFAULT;
        }
        if (file.rules().isEmpty()) {
            values.report(none(file));
        }
        Map<String, String> prefixes = new LinkedHashMap<>();
        file.rules().forEach(rule -> prefixes.put(rule.path(), rule.text()));
        try {
            Rules rules = Rules.of(prefixes, file.privately());
            if (rules.supported().isEmpty() && !prefixes.isEmpty()) {
                values.report(new Problem(
                        file.path().toString(), Keys.RULES, "all of them deny, so nothing would be mirrored"));
            }
            return rules;
        } catch (InvalidRulesException invalid) {
            file.rules().stream()
                    .filter(rule -> invalid.problems().containsKey(rule.path()))
                    .map(rule -> new Problem(
                            rule.source(),
                            YamlEntries.rule(rule.path()),
                            Excerpt.sentence(invalid.problems().get(rule.path()))))
                    .forEach(values::report);
            return Rules.DEFAULT;
        }
    }
}
