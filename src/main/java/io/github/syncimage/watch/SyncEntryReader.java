package io.github.syncimage.watch;

import com.google.re2j.Pattern;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.YamlMap;
import io.github.syncimage.text.Quantities;
import io.github.syncimage.watch.TagFilter.TagSet;
import io.github.syncimage.watch.WatchEntry.Keep;
import io.github.syncimage.watch.WatchEntry.RateFloor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one of the file's {@code sync}. */
final class SyncEntryReader {
    private static final String DURATION = "a duration (90s, 30m, 6h)";
    private static final int MOST_PULLS = 1_000_000;
    private static final int MOST_NEWEST = 10_000;
    private static final int MOST_KEPT = 100_000;
    private static final int MOST_DAYS = 36_500;
    /** The least that regsync waits for pulls, whatever it is told. */
    private static final Duration LEAST_RETRY = Duration.ofMinutes(5);
    /** Looking costs one request a tag where nothing has moved. */
    private static final Defaults NOTHING =
            new Defaults(Timetable.every(Duration.ofHours(6)), new RateFloor(0, LEAST_RETRY), null, null);

    /** Holds what {@code defaults} and an entry may both say; what the entry says counts. */
    private record Defaults(Timetable timetable, RateFloor rate, String backup, Boolean signatures) {}

    private final TargetNames names;
    private final WatchFile.Templates templates;
    private final Defaults defaults;
    /** Counts the entries with a source and target so far: those that share them are told apart by their order. */
    private final Map<String, Integer> seen = new HashMap<>();

    /**
     * @param general the file's {@code defaults}
     * @param names null where no target registry is configured
     */
    SyncEntryReader(YamlMap general, TargetNames names, WatchFile.Templates templates) {
        this.names = names;
        this.templates = templates;
        this.defaults = with(NOTHING, general);
    }

    private Defaults with(Defaults before, YamlMap map) {
        return new Defaults(
                timetable(map).orElse(before.timetable),
                rate(map, before.rate),
                map.value("backup", "a tag or an image name", this::backup).orElse(before.backup),
                signatures(map).orElse(before.signatures));
    }

    /** {@code schedule} counts where both are given, as in regsync. */
    private static Optional<Timetable> timetable(YamlMap map) {
        Optional<Timetable> interval =
                map.value("interval", DURATION, text -> Timetable.every(Quantities.duration(text)));
        return map.value("schedule", "a cron line of five fields (15 3 * * *)", Timetable::cron)
                .or(() -> interval);
    }

    private static RateFloor rate(YamlMap map, RateFloor before) {
        YamlMap given = map.map("ratelimit");
        int min = given.number("min", 0, MOST_PULLS).orElse(before.min());
        Duration retry = given.value("retry", DURATION, Quantities::duration).orElse(before.retry());
        given.finish();
        return new RateFloor(min, retry.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : retry);
    }

    private String backup(String text) {
        String template = templates.fill(text, true);
        WatchEntry.backupOf(template, ImageReference.parse("localhost/some/image:1.0"));
        return template;
    }

    /** regsync has a key for those in tags and one for those behind the referrers API; here both come, or none. */
    private static Optional<Boolean> signatures(YamlMap map) {
        Optional<Boolean> tags = map.flag("digestTags");
        Optional<Boolean> referrers = map.flag("referrers");
        return tags.isEmpty() ? referrers : Optional.of(tags.get() || referrers.orElse(false));
    }

    /** Null where it cannot be told what is meant; then the complaints say why. */
    WatchEntry read(YamlMap entry) {
        String type = entry.text("type").orElse("");
        ImageReference source = image(entry, "source");
        ImageReference target = image(entry, "target");
        Defaults own = with(defaults, entry);
        TagFilter filter = filter(entry);
        boolean all = entry.flag("all").orElse(false);
        PlatformSelection platforms = platforms(entry);
        Pattern immutable =
                entry.value("immutable", "a pattern", TagFilter::pattern).orElse(null);
        Keep keep = keep(entry);
        entry.withoutEffect("fastCheck");
        entry.withoutEffect("forceRecursive");
        refuseWhatIsNotDone(entry);
        entry.finish();
        boolean single = type.equals("image");
        checkType(entry, type);
        checkFilter(entry, type, filter, all);
        if (source == null || entry.has("target") && target == null) {
            return null;
        }
        checkSource(entry, source, target, single);
        String name = source.repository()
                + (single ? ":" + source.tag() : "")
                + (target == null ? "" : " -> " + (single ? target : target.repository()));
        int times = seen.merge(name, 1, Integer::sum);
        return new WatchEntry(
                times == 1 ? name : name + " #" + times,
                entry.place(),
                source.repository(),
                single ? source.tag() : null,
                target == null ? null : target.repository(),
                single && target != null ? target.tag() : null,
                filter,
                platforms,
                own.timetable(),
                own.rate(),
                own.backup(),
                immutable,
                keep,
                own.signatures());
    }

    private static TagFilter filter(YamlMap entry) {
        List<TagSet> sets = new ArrayList<>();
        entry.maps("tagSets").stream().map(SyncEntryReader::tagSet).forEach(sets::add);
        sets.add(tagSet(entry.map("tags")));
        // An empty one beside others adds nothing, rather than everything.
        sets.removeIf(TagSet::isEmpty);
        return new TagFilter(sets, entry.number("newest", 1, MOST_NEWEST).orElse(0));
    }

    private static TagSet tagSet(YamlMap tags) {
        TagSet set = new TagSet(
                tags.list("semverRange", TagVersion::range), patterns(tags, "allow"), patterns(tags, "deny"));
        tags.finish();
        return set;
    }

    private static List<Pattern> patterns(YamlMap tags, String key) {
        List<Pattern> patterns = tags.list(key, TagFilter::pattern);
        patterns.stream()
                .filter(pattern -> regsyncMatchesMore(pattern.pattern()))
                .forEach(pattern -> tags.warn(
                        key,
                        "'" + pattern + "' has to match a whole tag here, each side of its |; regsync anchors only the"
                                + " outer ends of it"));
        return patterns;
    }

    /**
     * Whether regsync matches more by it: it puts {@code ^} before and {@code $} behind without grouping, so that of
     * {@code 1\.1|latest} the first half matches {@code 1.1.0}, too.
     */
    static boolean regsyncMatchesMore(String pattern) {
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> i++;
                case '[' -> inClass = true;
                case ']' -> inClass = false;
                case '(' -> depth += inClass ? 0 : 1;
                case ')' -> depth -= inClass ? 0 : 1;
                case '|' -> {
                    if (depth == 0 && !inClass) {
                        return true;
                    }
                }
                default -> {
                    // Anything else can lie on either side of it.
                }
            }
        }
        return false;
    }

    private ImageReference image(YamlMap entry, String key) {
        if (key.equals("source") && !entry.has(key)) {
            entry.complain(key, "is missing");
        }
        return entry.value(key, "an image name", text -> ImageReference.parse(templates.fill(text)))
                .orElse(null);
    }

    private void checkType(YamlMap entry, String type) {
        if (type.equals("registry")) {
            entry.refuse("type", "whole registries are not watched: give an entry for each repository");
        } else if (!type.equals("image") && !type.equals("repository")) {
            entry.complain("type", "is image or repository");
        }
    }

    /** A filter that is misspelt would otherwise copy everything. */
    private void checkFilter(YamlMap entry, String type, TagFilter filter, boolean all) {
        boolean filtered = !filter.sets().isEmpty();
        if (type.equals("repository") && !filtered && !all) {
            entry.complain("tags", "says no tags: give tags, tagSets, or all: true for every tag there is");
        }
        if (filtered && all) {
            entry.refuse("all", "is for entries without tags and tagSets");
        }
        if (type.equals("image")) {
            for (String key : List.of("tags", "tagSets", "newest", "all")) {
                entry.refuse(key, "is for type repository");
            }
        }
    }

    private void checkSource(YamlMap entry, ImageReference source, ImageReference target, boolean single) {
        if (source.digest() != null || target != null && target.digest() != null) {
            entry.refuse("source", "is watched by its tag, so no digest may stand there");
        }
        boolean tagged = entry.text("source").orElse("").matches(".*:[^/:]+");
        if (!single && tagged) {
            entry.warn("source", "its tag does not count: tags says which");
        }
        if (target == null) {
            checkNames(entry, source);
        }
    }

    private void checkNames(YamlMap entry, ImageReference source) {
        if (names == null) {
            entry.complain("target", "is needed where registries.generic.registry is not configured");
            return;
        }
        try {
            if (names.preferred(source).isEmpty()) {
                entry.complain("source", "no rule serves " + source.repository() + ": give a target, or a rule for it");
            }
        } catch (IllegalArgumentException e) {
            entry.complain("source", e.getMessage());
        }
    }

    private PlatformSelection platforms(YamlMap entry) {
        List<Platform> platforms = new ArrayList<>(entry.list("platforms", SyncEntryReader::platform));
        platforms.addAll(entry.list("platform", SyncEntryReader::platform));
        return platforms.isEmpty() ? null : new PlatformSelection(platforms);
    }

    private static Platform platform(String text) {
        PlatformSelection one = PlatformSelection.asked(text);
        if (one.platforms().size() != 1) {
            throw new IllegalArgumentException("'" + text + "' is not one platform (linux/arm64)");
        }
        return one.platforms().get(0);
    }

    private Keep keep(YamlMap entry) {
        if (!entry.has("keep")) {
            return null;
        }
        YamlMap keep = entry.map("keep");
        int newest = keep.number("newest", 1, MOST_KEPT).orElse(0);
        int days = keep.number("days", 1, MOST_DAYS).orElse(0);
        keep.finish();
        if (newest == 0 && days == 0) {
            entry.refuse("keep", "needs newest, days or both");
            return null;
        }
        return new Keep(newest, days);
    }

    private static void refuseWhatIsNotDone(YamlMap entry) {
        entry.refuse("hooks", WatchFile.NO_HOOKS);
        entry.refuse("mediaTypes", "every kind of image is copied");
        entry.refuse("includeExternal", "layers of other hosts are not copied");
        entry.refuse("repos", "whole registries are not watched");
    }
}
