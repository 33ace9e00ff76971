package io.github.syncimage.settings;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the sections that have a file of their own below {@code configs/}: from the file of the configuration that has the
 * section, or else from the usual one, or from the one within the program.
 *
 * @param files of the configuration
 */
record NameLists(List<ConfigFile> files, EntryReader values) {
    /** @param usual {@code configs/mirrors.yaml}, null where it isn't there or {@code --config} names other files */
    Mirrors mirrors(ConfigFile usual) {
        Map<String, String> upstreams = new LinkedHashMap<>();
        for (Entry entry : entries(Keys.MIRRORS, usual, ConfigFile::mirrors, "none is known")) {
            try {
                String prefix = Mirrors.prefix(entry.path());
                String upstream = entry.text().isEmpty() ? "" : Mirrors.prefix(entry.text());
                if (upstreams.putIfAbsent(prefix, upstream) != null) {
                    throw new InvalidReferenceException("'" + prefix + "' is given twice");
                }
            } catch (InvalidReferenceException wrong) {
                report(entry, YamlEntries.mirror(entry.path()), wrong);
            }
        }
        return new Mirrors(upstreams);
    }

    /** @param usual {@code configs/reserved.yaml}, as for {@link #mirrors} */
    Reserved reserved(ConfigFile usual) {
        Map<String, Repository> sources = new LinkedHashMap<>();
        for (Entry entry : entries(Keys.RESERVED, usual, ConfigFile::reserved, "nothing is reserved")) {
            for (String name :
                    entry.text().isEmpty() ? new String[0] : entry.text().split(",", -1)) {
                try {
                    add(sources, Reserved.source(entry.path(), name));
                } catch (InvalidReferenceException wrong) {
                    report(entry, YamlEntries.reserved(entry.path()), wrong);
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

    private void report(Entry entry, String key, InvalidReferenceException wrong) {
        values.report(new Problem(entry.source(), key, Excerpt.sentence(wrong.getMessage())));
    }

    /** @param none what an empty section says, for people */
    private List<Entry> entries(String key, ConfigFile usual, Function<ConfigFile, List<Entry>> section, String none) {
        List<ConfigFile> holders =
                files.stream().filter(file -> section.apply(file) != null).toList();
        if (holders.size() > 1) {
            values.report(new Problem(
                    holders.get(1).path().toString(),
                    key,
                    "are also given in " + holders.get(0).path() + "; leave them out of one file"));
        }
        if (!holders.isEmpty()) {
            return section.apply(holders.get(0));
        }
        if (usual == null) {
            return section.apply(ConfigFile.builtIn(key + ".yaml"));
        }
        values.report(usual.problems());
        usual.entries()
                .forEach(entry -> values.report(new Problem(
                        entry.source(), Excerpt.of(entry.path()), "only the section " + key + " belongs here")));
        if (section.apply(usual) != null) {
            return section.apply(usual);
        }
        if (usual.problems().isEmpty()) {
            values.report(new Problem(usual.path().toString(), key, "is missing; write {} where " + none));
        }
        return List.of();
    }
}
