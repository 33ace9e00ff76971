package io.github.syncimage.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What one YAML file says: values by path and, where it holds them, rules, mirrors and reserved names.
 *
 * @param entries in the file's order, each path once
 * @param rules patterns (as path) and prefixes in the file's order, or null where the file has none
 * @param privately patterns of rules that serve private images, too
 * @param mirrors upstreams of mirrors' prefixes (as path), or null where the file says nothing of them
 * @param reserved names, separated by commas, below each registry (as path), or null where the file says nothing of them
 * @param verifyRules what has to be signed, a list of values for each rule, or null where the file has none
 */
public record ConfigFile(
        Path path,
        List<Entry> entries,
        List<Entry> rules,
        Set<String> privately,
        List<Entry> mirrors,
        List<Entry> reserved,
        List<List<Entry>> verifyRules,
        List<Problem> problems) {
    public static ConfigFile read(Path path) {
        return read(YamlDocument.read(path));
    }

    /** One of {@code configs/} as this program has come with it. */
    public static ConfigFile builtIn(String name) {
        return read(YamlDocument.builtIn(name));
    }

    private static ConfigFile read(YamlDocument document) {
        if (!document.problems().isEmpty()) {
            return new ConfigFile(document.path(), List.of(), null, Set.of(), null, null, null, document.problems());
        }
        YamlEntries entries = new YamlEntries(document.path());
        document.root().ifPresent(entries::readDocument);
        return entries.read();
    }
}
