package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one of the file's {@code sync}. */
final class SyncEntryReader {
    private static final int MOST_KEPT = 100_000;
    private static final int MOST_DAYS = 36_500;

    private final SyncDefaults defaults;
    private final TargetNames names;
    private final ValueTemplate templates;
    private final Complaints complaints;
    /** How many entries have a source and target so far: those that share them are told apart by their order. */
    private final Map<String, Integer> seen = new HashMap<>();

    /** @param names null where no target registry is configured */
    SyncEntryReader(SyncDefaults defaults, TargetNames names, ValueTemplate templates, Complaints complaints) {
        this.defaults = defaults;
        this.names = names;
        this.templates = templates;
        this.complaints = complaints;
    }

    /** Null where it cannot be told what is meant; then the complaints say why. */
    WatchEntry read(YamlMap entry) {
        String type = entry.text("type").orElse("");
        ImageReference source = image(entry, "source");
        ImageReference target = image(entry, "target");
        SyncDefaults own = defaults.overriddenBy(entry, templates, complaints);
        TagFilter filter = new TagSetReader(complaints).read(entry);
        boolean all = entry.flag("all").orElse(false);
        PlatformSelection platforms = platforms(entry);
        TagPattern immutable =
                entry.value("immutable", "a pattern", TagPattern::parse).orElse(null);
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
                complaints.place(entry.node()),
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
            complaints.warn(entry.place("source"), entry.inside("source"), "its tag does not count: tags says which");
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
        entry.refuse("hooks", "is not run here: routes/ are the place for what happens after a copy");
        entry.refuse("mediaTypes", "every kind of image is copied");
        entry.refuse("includeExternal", "layers of other hosts are not copied");
        entry.refuse("repos", "whole registries are not watched");
    }
}
