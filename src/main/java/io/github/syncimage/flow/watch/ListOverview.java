package io.github.syncimage.flow.watch;

import io.github.syncimage.text.Json;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.EntryRecord;
import io.github.syncimage.watch.run.WatchMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells {@code GET /api/v1/watches} in short how all lists stand, the same at each of several daemons. */
public record ListOverview(WatchedLists lists, WatchMemory memory) {
    /** So many of a list's failures are shown; all are counted. */
    private static final int MOST = 20;

    /** The members of the document. */
    public Map<String, Object> document() {
        return Map.of("watches", lists.all().stream().map(this::list).toList());
    }

    private Map<String, Object> list(WatchList list) {
        List<Map<String, Object>> entries = new ArrayList<>();
        List<Map<String, Object>> failing = new ArrayList<>();
        for (WatchEntry entry : list.entries()) {
            EntryRecord record = memory.entry(list.name(), entry.id());
            entries.add(entry(list, entry, record));
            if (record.failure() != null) {
                failing.add(failure(entry.id(), record.failingSince(), record.failure()));
            }
            memory.failing(list.name(), entry.id(), MOST)
                    .forEach(tag -> failing.add(failure(
                            entry.source().tag(tag.key().tag()).toString(),
                            tag.failing().since(),
                            tag.failing().why())));
        }
        return Map.of(
                "name", list.name(),
                "entries", entries,
                "failing", failing.stream().limit(MOST).toList());
    }

    private Map<String, Object> entry(WatchList list, WatchEntry entry, EntryRecord record) {
        return Json.of(
                "entry", entry.id(),
                "tags", record.chosen(),
                "failed_tags", memory.failures(list.name(), entry.id()),
                "last_success", Objects.toString(record.succeeded(), null),
                "next_run", Objects.toString(record.next(entry.timetable()), null));
    }

    private static Map<String, Object> failure(String image, Instant since, String reason) {
        return Map.of("image", image, "since", since.toString(), "reason", reason);
    }
}
