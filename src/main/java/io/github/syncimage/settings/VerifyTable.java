package io.github.syncimage.settings;

import io.github.syncimage.trust.TrustedRoot;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads {@code verify}: its rules, and the files that they name. What cannot be read is a problem here, since a daemon that
 * started without it would mirror nothing, or everything.
 */
final class VerifyTable {
    private static final String SECTION = "verify.";

    private final EntryReader values;
    private final SmallFiles files;
    private final List<ConfigFile> given;

    /** @param usual the usual rules file, which may have the section too, or null */
    VerifyTable(EntryReader values, Home home, List<ConfigFile> files, ConfigFile usual) {
        this.values = values;
        this.files = new SmallFiles(home);
        List<ConfigFile> all = new ArrayList<>(files);
        if (usual != null) {
            usual.entries().stream().filter(VerifyTable::isOf).forEach(values::put);
            all.add(usual);
        }
        given = all.stream().filter(file -> file.verifyRules() != null).toList();
    }

    static boolean isOf(Entry entry) {
        return entry.path().startsWith(SECTION);
    }

    VerifyRules read() {
        TrustedRoot root = root();
        if (given.isEmpty()) {
            return new VerifyRules(List.of(), root);
        }
        ConfigFile file = given.get(0);
        if (given.size() > 1) {
            report(given.get(1).path().toString(), "are also given in " + file.path() + "; leave them out of one file");
        }
        if (file.verifyRules().isEmpty() && file.problems().isEmpty()) {
            report(file.path().toString(), "there is none, so nothing would be verified");
        }
        List<VerifyRule> rules = new ArrayList<>();
        for (List<Entry> entries : file.verifyRules()) {
            new VerifyRuleReader(entries, files, root, values.has(Keys.VERIFY_TRUSTED_ROOT), values::report)
                    .read()
                    .ifPresent(rules::add);
        }
        return new VerifyRules(rules, root);
    }

    private void report(String source, String message) {
        values.report(new Problem(source, Keys.VERIFY_RULES, message));
    }

    /** Null where none is given, or it is wrong and that was reported. */
    private TrustedRoot root() {
        Path path = values.get(Keys.VERIFY_TRUSTED_ROOT);
        if (path == null) {
            return null;
        }
        try {
            return TrustedRoot.parse(files.read(path));
        } catch (IllegalArgumentException e) {
            values.report(Keys.VERIFY_TRUSTED_ROOT, path + " " + e.getMessage());
            return null;
        }
    }

    List<Problem> warnings(VerifyRules read) {
        Stream<Problem> late = read.neverReached().stream()
                .map(rule -> new Problem(
                        rule.source(),
                        Keys.VERIFY_RULES,
                        rule.about() + " is never reached: a rule before it matches all that it matches, and the first"
                                + " that matches wins"));
        boolean useless = read.root() != null && read.rules().stream().noneMatch(VerifyRule::keyless);
        Stream<Problem> unused = Stream.of(useless)
                .filter(Boolean::booleanValue)
                .map(any -> values.about(
                        Keys.VERIFY_TRUSTED_ROOT, "is not used: no rule of " + Keys.VERIFY_RULES + " is keyless"));
        return Stream.concat(late, unused).toList();
    }
}
