package io.github.syncimage.watch;

import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.settings.YamlDocument;
import io.github.syncimage.settings.YamlMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A list's file: regsync's, of which what can be done is done, what has no effect is warned of and everything else is
 * refused by name and line, with {@code target} from the rules where it is left out, and {@code newest}, {@code
 * immutable}, {@code keep} and {@code all} beside it, which regsync skips.
 *
 * @see <a href="https://github.com/regclient/regclient/blob/main/docs/regsync.md">regsync's documentation</a>
 */
public final class WatchFile {
    private static final List<String> WITHOUT_EFFECT =
            List.of("parallel", "fastCheck", "forceRecursive", "cacheCount", "cacheTime", "blobLimit", "userAgent");

    private final TargetNames names;
    private final ValueTemplate templates;

    /**
     * @param names the rules' for sources without a target; null where no target registry is configured
     * @param environment for {@code {{env "X"}}}
     */
    public WatchFile(TargetNames names, Map<String, String> environment) {
        this.names = names;
        this.templates = new ValueTemplate(environment);
    }

    /** @throws SettingsException with everything that is wrong */
    public WatchList read(Path file) {
        YamlDocument document = YamlDocument.read(file);
        if (!document.problems().isEmpty()) {
            throw new SettingsException(document.problems());
        }
        Complaints complaints = new Complaints(file);
        Node root = document.root().orElse(null);
        if (!(root instanceof MappingNode map)) {
            throw new SettingsException(List.of(
                    new Problem(file.toString(), null, "a map with 'sync' is expected at the top of the file")));
        }
        WatchList list = read(file, new YamlMap(map, key -> key, complaints), complaints);
        List<Problem> problems = new ArrayList<>(complaints.problems());
        if (problems.isEmpty()) {
            problems.addAll(new Overlaps(names).among(list.entries()));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return list;
    }

    private WatchList read(Path file, YamlMap top, Complaints complaints) {
        top.number("version", 1, 1);
        YamlMap general = top.map("defaults");
        SyncDefaults defaults = SyncDefaults.read(general, templates, complaints);
        WITHOUT_EFFECT.forEach(general::withoutEffect);
        general.refuse("hooks", "is not run here: routes/ are the place for what happens after a copy");
        general.finish();
        AccessReader access = new AccessReader(templates, complaints);
        List<RegistryAccess> known = top.maps("creds").stream()
                .map(access::read)
                .filter(Objects::nonNull)
                .toList();
        SyncEntryReader reader = new SyncEntryReader(defaults, names, templates, complaints);
        List<WatchEntry> entries = top.maps("sync").stream()
                .map(reader::read)
                .filter(Objects::nonNull)
                .toList();
        if (!top.has("sync")) {
            complaints.refuse(top.node(), "sync", "is missing: it lists what is watched");
        }
        top.finish();
        return new WatchList(name(file), file, entries, known, complaints.warnings());
    }

    /** What the list in a file is called. */
    public static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }
}
