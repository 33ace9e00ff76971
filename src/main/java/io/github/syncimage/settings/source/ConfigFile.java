package io.github.syncimage.settings.source;

import io.github.syncimage.settings.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What one YAML file says: values by path and, where it holds them, the rules.
 *
 * @param entries in the file's order, each path once
 * @param rules patterns (as path) and prefixes in the file's order, or null where the file has none
 * @param privately patterns of rules that serve private images, too
 * @param verifyRules what has to be signed, a list of values for each rule, or null where the file has none
 */
public record ConfigFile(
        Path path,
        List<Entry> entries,
        List<Entry> rules,
        Set<String> privately,
        List<List<Entry>> verifyRules,
        List<Problem> problems) {
    public static ConfigFile read(Path path) {
        YamlDocument document = YamlDocument.read(path);
        if (!document.problems().isEmpty()) {
            return new ConfigFile(path, List.of(), null, Set.of(), null, document.problems());
        }
        YamlEntries entries = new YamlEntries(path);
        document.root().ifPresent(entries::readDocument);
        return entries.read();
    }
}
