package io.github.syncimage.flow.watch;

import io.github.syncimage.text.Json;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.EntryRecord;
import io.github.syncimage.watch.run.TagRecord;
import io.github.syncimage.watch.run.WatchMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how lists stand into {@code watch/NAME.json} in the data folder. */
record ListStates(WatchMemory memory, Path folder, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(ListStates.class);
    private static final Duration RECENT = Duration.ofDays(30);
    /** So many of each kind are written, the latest. */
    private static final int MOST = 1000;

    /** Writes the file anew; a reader sees the old one or the new one, whole. */
    void write(WatchList list) {
        Path file = folder.resolve(list.name() + ".json");
        Path fresh = folder.resolve(list.name() + ".json.new");
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, Json.text(state(list)) + "\n", StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("could not write {}: {}", file, e.getMessage());
        }
    }

    private Map<String, Object> state(WatchList list) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("list", list.name());
        state.put("file", list.file().toString());
        state.put("written", text(clock.instant()));
        List<Map<String, Object>> entries = new ArrayList<>();
        List<Map<String, Object>> failing = new ArrayList<>();
        for (WatchEntry entry : list.entries()) {
            entries.add(entry(list, entry));
            memory.failing(list.name(), entry.id(), MOST).forEach(tag -> failing.add(tag(tag)));
        }
        state.put("entries", entries);
        state.put("failing", failing);
        state.put("moved", tags(memory.moved(list.name(), clock.instant().minus(RECENT), MOST)));
        state.put("gone", tags(memory.gone(list.name(), MOST)));
        return state;
    }

    private Map<String, Object> entry(WatchList list, WatchEntry entry) {
        Map<String, Object> state = new LinkedHashMap<>();
        EntryRecord record = memory.entry(list.name(), entry.id());
        state.put("entry", entry.id());
        state.put("source", entry.source().toString());
        state.put("tags", record.ran() == null ? null : record.chosen());
        state.put("failed_tags", memory.failures(list.name(), entry.id()));
        state.put("last_run", text(record.ran()));
        state.put("last_success", text(record.succeeded()));
        state.put("next_run", text(record.next(entry.timetable())));
        state.put("failing_since", text(record.failingSince()));
        state.put("failure", record.failure());
        return state;
    }

    private static List<Map<String, Object>> tags(List<TagRecord> tags) {
        return tags.stream().map(ListStates::tag).toList();
    }

    private static Map<String, Object> tag(TagRecord tag) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("entry", tag.key().entry());
        state.put("tag", tag.key().tag());
        state.put("target", tag.target().toString());
        state.put("source_digest", text(tag.sourceDigest()));
        state.put("previous", text(tag.movedFrom()));
        state.put("moved_at", text(tag.moved()));
        state.put("gone_since", text(tag.gone()));
        state.put("failing_since", text(tag.failing().since()));
        state.put("failure", tag.failing().why());
        return state;
    }

    private static String text(Object value) {
        return Objects.toString(value, null);
    }
}
