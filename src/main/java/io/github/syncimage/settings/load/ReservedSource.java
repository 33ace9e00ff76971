package io.github.syncimage.settings.load;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.keys.Keys;
import io.github.syncimage.settings.source.ConfigFile;
import io.github.syncimage.settings.source.Entry;
import io.github.syncimage.settings.source.Excerpt;
import io.github.syncimage.settings.source.YamlEntries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which names are reserved: by the file that says so, or else the usual one, or the one within the program. */
final class ReservedSource {
    private static final String BUILT_IN = "reserved.yaml";

    private ReservedSource() {}

    /** @param usual {@code configs/reserved.yaml}, null where it isn't there or {@code --config} names other files */
    static Reserved read(List<ConfigFile> files, ConfigFile usual, EntryReader values) {
        List<ConfigFile> holders =
                files.stream().filter(file -> file.reserved() != null).toList();
        if (holders.size() > 1) {
            values.report(new Problem(
                    holders.get(1).path().toString(),
                    Keys.RESERVED,
                    "are also given in " + holders.get(0).path() + "; leave them out of one file"));
        }
        if (!holders.isEmpty()) {
            return read(holders.get(0), values);
        }
        if (usual == null) {
            return read(ConfigFile.builtIn(BUILT_IN), values);
        }
        values.report(usual.problems());
        usual.entries()
                .forEach(entry -> values.report(new Problem(
                        entry.source(),
                        Excerpt.of(entry.path()),
                        "only the section " + Keys.RESERVED + " belongs here")));
        if (usual.reserved() == null && usual.problems().isEmpty()) {
            values.report(new Problem(
                    usual.path().toString(), Keys.RESERVED, "is missing; write {} where nothing is reserved"));
        }
        return usual.reserved() == null ? Reserved.NONE : read(usual, values);
    }

    private static Reserved read(ConfigFile file, EntryReader values) {
        Map<String, Repository> sources = new LinkedHashMap<>();
        for (Entry entry : file.reserved()) {
            for (String name :
                    entry.text().isEmpty() ? new String[0] : entry.text().split(",", -1)) {
                try {
                    add(sources, Reserved.source(entry.path(), name));
                } catch (InvalidReferenceException wrong) {
                    values.report(new Problem(
                            entry.source(), YamlEntries.reserved(entry.path()), Excerpt.sentence(wrong.getMessage())));
                }
            }
        }
        return new Reserved(sources);
    }

    private static void add(Map<String, Repository> sources, Repository source) {
        Repository other = sources.putIfAbsent(source.lastSegment(), source);
        if (other != null) {
            throw new InvalidReferenceException(
                    "'" + source.lastSegment() + "' of " + source + " is given twice: it is that of " + other);
        }
    }
}
