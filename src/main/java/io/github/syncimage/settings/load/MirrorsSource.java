package io.github.syncimage.settings.load;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.keys.Keys;
import io.github.syncimage.settings.source.ConfigFile;
import io.github.syncimage.settings.source.Entry;
import io.github.syncimage.settings.source.Excerpt;
import io.github.syncimage.settings.source.YamlEntries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which mirrors are known: by the file that says so, or else the usual one, or the one within the program. */
final class MirrorsSource {
    private static final String BUILT_IN = "mirrors.yaml";

    private MirrorsSource() {}

    /** @param usual {@code configs/mirrors.yaml}, null where it isn't there or {@code --config} names other files */
    static Mirrors read(List<ConfigFile> files, ConfigFile usual, EntryReader values) {
        List<ConfigFile> holders =
                files.stream().filter(file -> file.mirrors() != null).toList();
        if (holders.size() > 1) {
            values.report(new Problem(
                    holders.get(1).path().toString(),
                    Keys.MIRRORS,
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
                        "only the section " + Keys.MIRRORS + " belongs here")));
        if (usual.mirrors() == null && usual.problems().isEmpty()) {
            values.report(
                    new Problem(usual.path().toString(), Keys.MIRRORS, "is missing; write {} where none is known"));
        }
        return usual.mirrors() == null ? Mirrors.NONE : read(usual, values);
    }

    private static Mirrors read(ConfigFile file, EntryReader values) {
        Map<String, String> upstreams = new LinkedHashMap<>();
        for (Entry entry : file.mirrors()) {
            try {
                String prefix = Mirrors.prefix(entry.path());
                String upstream = entry.text().isEmpty() ? "" : Mirrors.prefix(entry.text());
                if (upstreams.putIfAbsent(prefix, upstream) != null) {
                    throw new InvalidReferenceException("'" + prefix + "' is given twice");
                }
            } catch (InvalidReferenceException wrong) {
                values.report(new Problem(
                        entry.source(), YamlEntries.mirror(entry.path()), Excerpt.sentence(wrong.getMessage())));
            }
        }
        return new Mirrors(upstreams);
    }
}
