package io.github.syncimage.settings;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.Rules.InvalidRulesException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads rules, mirrors and reserved names: from the file of the configuration that has the section, or else from the
 * usual file of its name below {@code configs/}, which is null where it isn't there or {@code --config} names other files.
 *
 * @param files of the configuration
 */
record Sections(List<ConfigFile> files, Values values) {
    private static final String NO_RULE = "there is none, so nothing would be mirrored";

    /** Names a section's key in a message. */
    static String name(String section, String key) {
        return section + " \"" + Problem.excerpt(key) + "\"";
    }

    /** Finds the file that gives the rules; null where the built-in ones count. */
    ConfigFile rulesFile(ConfigFile usual) {
        // The rules are the list of what is allowed: an emptied file must not open the built-in ones.
        return holder(Keys.RULES, usual, "only rules belong here, and each starts with '^'", NO_RULE)
                .orElse(null);
    }

    /** @param file that gives them, or null */
    Rules rules(ConfigFile file) {
        YamlMap map = map(file, Keys.RULES, "an ordered map of anchored patterns to prefixes is expected")
                .orElse(null);
        if (map == null) {
            return Rules.DEFAULT;
        }
        Map<String, String> prefixes = new LinkedHashMap<>();
        Set<String> privately = new HashSet<>();
        map.keys().forEach(pattern -> readRule(map, pattern, prefixes, privately));
        try {
            Rules rules = Rules.of(prefixes, privately);
            if (rules.supported().isEmpty()) {
                String none = prefixes.isEmpty() ? NO_RULE : "all of them deny, so nothing would be mirrored";
                values.report(file.path().toString(), Keys.RULES, none);
            }
            return rules;
        } catch (InvalidRulesException invalid) {
            invalid.problems().forEach(map::complain);
            return Rules.DEFAULT;
        }
    }

    private static void readRule(YamlMap map, String pattern, Map<String, String> prefixes, Set<String> privately) {
        if (!map.isMap(pattern)) {
            String expected = "a prefix is expected (\"\" for none), or { prefix: …, private: true }";
            prefixes.put(pattern, map.text(pattern, expected).orElse(""));
            return;
        }
        YamlMap rule = map.map(pattern);
        prefixes.put(pattern, rule.text("prefix").orElse(""));
        if (rule.flag("private").orElse(false)) {
            privately.add(pattern);
        }
        rule.finish(key -> "unknown key; a rule has prefix and private");
    }

    Mirrors mirrors(ConfigFile usual) {
        Map<String, String> upstreams = new LinkedHashMap<>();
        map(
                        orBuiltIn(Keys.MIRRORS, usual, "none is known"),
                        Keys.MIRRORS,
                        "a map of mirrors' prefixes to upstreams is expected ({} for none)")
                .ifPresent(map ->
                        map.keys().forEach(mirror -> map.check(mirror, () -> readMirror(map, mirror, upstreams))));
        return new Mirrors(upstreams);
    }

    private static void readMirror(YamlMap map, String mirror, Map<String, String> upstreams) {
        String prefix = Mirrors.prefix(mirror);
        String upstream = map.text(mirror, "an upstream is expected (\"\" where the full name follows)")
                .map(Mirrors::prefix)
                .orElse("");
        if (upstreams.putIfAbsent(prefix, upstream) != null) {
            throw new InvalidReferenceException("'" + prefix + "' is given twice");
        }
    }

    Reserved reserved(ConfigFile usual) {
        Map<String, Repository> sources = new LinkedHashMap<>();
        map(
                        orBuiltIn(Keys.RESERVED, usual, "nothing is reserved"),
                        Keys.RESERVED,
                        "a map of registries to names below them is expected ({} for none)")
                .ifPresent(map -> map.keys().forEach(registry -> {
                    if (map.isEmpty(registry)) {
                        map.complain(registry, "a list of names is expected");
                    } else {
                        map.list(registry, name -> reserve(Reserved.source(registry, name), sources));
                    }
                }));
        return new Reserved(sources);
    }

    private static Repository reserve(Repository source, Map<String, Repository> sources) {
        Repository other = sources.putIfAbsent(source.lastSegment(), source);
        if (other != null) {
            throw new InvalidReferenceException(
                    "'" + source.lastSegment() + "' of " + source + " is given twice: it is that of " + other);
        }
        return source;
    }

    /** @param none what an empty section says, for people */
    private ConfigFile orBuiltIn(String key, ConfigFile usual, String none) {
        return holder(key, usual, "only the section " + key + " belongs here", "is missing; write {} where " + none)
                .orElseGet(() -> usual == null ? ConfigFile.builtIn(key + ".yaml") : null);
    }

    /**
     * Finds the file that has a section.
     *
     * @param strangers what to say of a key in the usual file
     * @param missing what to say where the usual file has no such section
     */
    private Optional<ConfigFile> holder(String key, ConfigFile usual, String strangers, String missing) {
        List<ConfigFile> holders = ConfigFile.holders(key, files, values);
        if (!holders.isEmpty() || usual == null) {
            return holders.stream().findFirst();
        }
        values.problems().addAll(usual.problems());
        usual.entries().stream()
                .filter(entry -> !key.equals(Keys.RULES) || !VerifySection.isOf(entry))
                .forEach(entry -> values.report(entry.source(), Problem.excerpt(entry.path()), strangers));
        Node repositories = usual.section(Keys.GITHUB_REPOSITORIES.path());
        if (repositories != null) {
            usual.complaints(values).refuse(repositories, Keys.GITHUB_REPOSITORIES.path(), strangers);
        }
        if (usual.section(key) == null && usual.problems().isEmpty()) {
            values.report(usual.path().toString(), key, missing);
        }
        return Optional.of(usual).filter(file -> file.section(key) != null);
    }

    /** Empty where no file has the section, or it is something else than a map. */
    private Optional<YamlMap> map(ConfigFile file, String key, String expected) {
        Node section = file == null ? null : file.section(key);
        if (section instanceof MappingNode map) {
            return Optional.of(new YamlMap(map, name -> name(key, name), file.complaints(values)));
        }
        if (section != null) {
            file.complaints(values).refuse(section, key, expected);
        }
        return Optional.empty();
    }
}
