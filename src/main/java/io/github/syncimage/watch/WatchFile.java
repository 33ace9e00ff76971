package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.settings.YamlDocument;
import io.github.syncimage.settings.YamlMap;
import io.github.syncimage.watch.WatchList.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * A list's file: regsync's, of which what can be done is done, what has no effect is warned of and everything else is
 * refused by name and line, with {@code target} from the rules where it is left out, and {@code newest}, {@code
 * immutable}, {@code keep} and {@code all} beside it, which regsync skips.
 *
 * @see <a href="https://github.com/regclient/regclient/blob/main/docs/regsync.md">regsync's documentation</a>
 */
public final class WatchFile {
    static final String NO_HOOKS = "is not run here: routes/ are the place for what happens after a copy";
    private static final String INSTEAD = "is not read here: registries.hosts of the configuration has ";
    private static final List<String> WITHOUT_EFFECT =
            List.of("parallel", "fastCheck", "forceRecursive", "cacheCount", "cacheTime", "blobLimit", "userAgent");

    /** Fills what is known of Go's templates into a value: {@code {{env "X"}}} and {@code {{file "/x"}}}. */
    record Templates(Map<String, String> environment) {
        private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
        private static final Pattern CALL = Pattern.compile("(env|file)\\s+[\"`]([^\"`]+)[\"`]");

        String fill(String text) {
            return fill(text, false);
        }

        /**
         * Fills what stands in a value.
         *
         * @param backup whether {@code {{.Ref.Tag}}} may stand there; it stays as it is
         * @throws IllegalArgumentException saying which template is not understood, or what it names and is not there
         */
        String fill(String text, boolean backup) {
            return ACTION.matcher(text).replaceAll(action -> Matcher.quoteReplacement(value(action, backup)));
        }

        private String value(MatchResult action, boolean backup) {
            Matcher call = CALL.matcher(action.group(1));
            if (call.matches()) {
                return call.group(1).equals("env") ? variable(call.group(2)) : content(Path.of(call.group(2)));
            }
            if (backup && action.group(1).equals(".Ref.Tag")) {
                return WatchEntry.TAG;
            }
            throw new IllegalArgumentException(
                    "the template " + action.group() + " is not understood, only {{env \"X\"}}"
                            + (backup ? ", " : " and ") + "{{file \"/x\"}}" + (backup ? " and " + WatchEntry.TAG : ""));
        }

        private String variable(String name) {
            String value = environment.get(name);
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("the environment variable " + name + " is not set");
            }
            return value;
        }

        /** Without the line end that editors leave. */
        private static String content(Path file) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new IllegalArgumentException("the file " + file + " cannot be read", e);
            }
        }
    }

    private final TargetNames names;
    private final Templates templates;

    /**
     * @param names the rules' for sources without a target; null where no target registry is configured
     * @param environment for {@code {{env "X"}}}
     */
    public WatchFile(TargetNames names, Map<String, String> environment) {
        this.names = names;
        this.templates = new Templates(environment);
    }

    /** @throws SettingsException with everything that is wrong */
    public WatchList read(Path file) {
        YamlDocument document = YamlDocument.read(file);
        if (!document.problems().isEmpty()) {
            throw new SettingsException(document.problems());
        }
        if (!(document.root().orElse(null) instanceof MappingNode map)) {
            throw new SettingsException(List.of(
                    new Problem(file.toString(), null, "a map with 'sync' is expected at the top of the file")));
        }
        Complaints complaints = new Complaints(file);
        WatchList list = read(file, new YamlMap(map, key -> key, complaints), complaints.warnings());
        List<Problem> problems = complaints.problems().isEmpty() ? overlaps(list.entries()) : complaints.problems();
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return list;
    }

    private WatchList read(Path file, YamlMap top, List<Problem> warnings) {
        top.number("version", 1, 1);
        YamlMap general = top.map("defaults");
        SyncEntryReader reader = new SyncEntryReader(general, names, templates);
        WITHOUT_EFFECT.forEach(general::withoutEffect);
        general.refuse("hooks", NO_HOOKS);
        general.finish();
        List<Access> access = top.maps("creds").stream()
                .map(this::access)
                .filter(Objects::nonNull)
                .toList();
        List<WatchEntry> entries = top.maps("sync").stream()
                .map(reader::read)
                .filter(Objects::nonNull)
                .toList();
        if (!top.has("sync")) {
            top.complain("sync", "is missing: it lists what is watched");
        }
        top.finish();
        return new WatchList(name(file), file, entries, access, warnings);
    }

    /** Null where it says no registry. */
    private Access access(YamlMap creds) {
        Optional<String> host =
                creds.value("registry", "a registry's host", text -> ImageReference.parse(templates.fill(text) + "/a/b")
                        .host());
        if (host.isEmpty() && !creds.has("registry")) {
            creds.complain("registry", "is missing");
        }
        Optional<String> user = creds.value("user", "a user", templates::fill);
        Optional<String> password = creds.text("pass").flatMap(text -> secret(creds, text));
        Boolean plain = creds.text("tls").map(tls -> plain(creds, tls)).orElse(null);
        creds.refuse("hostname", INSTEAD + "endpoint");
        creds.refuse("regcert", INSTEAD + "ca_file");
        creds.refuse("mirrors", INSTEAD + "endpoint");
        creds.refuse("credHelper", "is not read here: docker's config.json names helpers");
        creds.refuse("credExpire", "is not read here: docker's config.json names helpers");
        creds.finish();
        if (user.isPresent() != password.isPresent()) {
            creds.complain("user", "user and pass are given together");
        }
        Credentials credentials =
                user.isPresent() && password.isPresent() ? new Credentials(user.get(), password.get()) : null;
        return host.map(name -> new Access(name, credentials, plain)).orElse(null);
    }

    /** A value that cannot be read is not repeated: it may hold a part of the password. */
    private Optional<String> secret(YamlMap creds, String text) {
        try {
            return Optional.of(templates.fill(text));
        } catch (IllegalArgumentException e) {
            creds.complain("pass", e.getMessage());
            return Optional.empty();
        }
    }

    private static Boolean plain(YamlMap creds, String tls) {
        if (tls.equals("disabled") || tls.equals("enabled")) {
            return tls.equals("disabled");
        }
        creds.complain(
                "tls",
                tls.equals("insecure")
                        ? "certificates are always checked: give registries.hosts.<host>.ca_file"
                        : "is one of enabled, disabled");
        return null;
    }

    /** Finds entries that would write one target tag, as far as that can be told before tags are listed. */
    private List<Problem> overlaps(List<WatchEntry> entries) {
        List<Problem> problems = new ArrayList<>();
        for (int later = 1; later < entries.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                WatchEntry first = entries.get(earlier);
                if (overlap(first, entries.get(later))) {
                    problems.add(new Problem(
                            entries.get(later).place(),
                            "sync[" + later + "]",
                            "writes a target tag that sync[" + earlier + "] (" + first.place() + ") writes, too"));
                    break;
                }
            }
        }
        return problems;
    }

    private boolean overlap(WatchEntry one, WatchEntry other) {
        if (!target(one).repository().equals(target(other).repository())) {
            return false;
        }
        if (one.single() && other.single()) {
            return target(one).equals(target(other));
        }
        if (one.single() || other.single()) {
            TagFilter many = (one.single() ? other : one).filter();
            return many.newest() == 0
                    && many.matches(target(one.single() ? one : other).tag());
        }
        return one.filter().equals(TagFilter.ALL) || other.filter().equals(TagFilter.ALL);
    }

    /** All of an entry's targets lie in the repository of this one. */
    private ImageReference target(WatchEntry entry) {
        return entry.preferred(entry.single() ? entry.tag() : "latest", names);
    }

    /** Names the list in a file. */
    public static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }
}
