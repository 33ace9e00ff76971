package io.github.syncimage.watch;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.Problem;
import java.util.ArrayList;
import java.util.List;

/** Finds entries that would write one target tag, as far as that can be told before tags are listed. */
record Overlaps(TargetNames names) {
    List<Problem> among(List<WatchEntry> entries) {
        List<Problem> problems = new ArrayList<>();
        for (int later = 1; later < entries.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (overlap(entries.get(earlier), entries.get(later))) {
                    WatchEntry first = entries.get(earlier);
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
            WatchEntry many = one.single() ? other : one;
            String tag = target(one.single() ? one : other).tag();
            return many.filter().newest() == 0 && many.filter().matches(tag);
        }
        return everything(one) || everything(other);
    }

    private static boolean everything(WatchEntry entry) {
        return entry.filter().sets().isEmpty() && entry.filter().newest() == 0;
    }

    /** All of an entry's targets lie in the repository of this one. */
    private ImageReference target(WatchEntry entry) {
        return entry.preferred(entry.single() ? entry.tag() : "latest", names);
    }
}
