package io.github.syncimage.watch;

import io.github.syncimage.settings.Complaints;
import io.github.syncimage.settings.YamlMap;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code tags} and {@code tagSets} of an entry, and how many of them it wants. */
record TagSetReader(Complaints complaints) {
    private static final int MOST_NEWEST = 10_000;

    TagFilter read(YamlMap entry) {
        List<TagSet> sets = new ArrayList<>();
        entry.maps("tagSets").stream().map(this::set).forEach(sets::add);
        TagSet own = set(entry.map("tags"));
        // An empty one beside others adds nothing, rather than everything.
        if (!own.isEmpty()) {
            sets.add(own);
        }
        sets.removeIf(TagSet::isEmpty);
        return new TagFilter(sets, entry.number("newest", 1, MOST_NEWEST).orElse(0));
    }

    private TagSet set(YamlMap tags) {
        TagSet set = new TagSet(
                tags.list("semverRange", VersionRange::parse), patterns(tags, "allow"), patterns(tags, "deny"));
        tags.finish();
        return set;
    }

    private List<TagPattern> patterns(YamlMap tags, String key) {
        List<TagPattern> patterns = tags.list(key, TagPattern::parse);
        patterns.stream()
                .filter(TagPattern::regsyncMatchesMore)
                .forEach(pattern -> complaints.warn(
                        tags.place(key),
                        tags.inside(key),
                        "'" + pattern + "' has to match a whole tag here, each side of its |; regsync anchors only the"
                                + " outer ends of it"));
        return patterns;
    }
}
