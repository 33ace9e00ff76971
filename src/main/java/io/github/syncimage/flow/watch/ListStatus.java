package io.github.syncimage.flow.watch;

import io.github.syncimage.github.model.WatchIssue;
import io.github.syncimage.report.WatchWriter;
import io.github.syncimage.report.WatchWriter.Failure;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import io.github.syncimage.watch.TagRecord;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchMemory.EntryRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how a list stands, from what is remembered of it: in short, in a file, and on its issue. */
public record ListStatus(WatchList list, WatchMemory memory) {
    private static final Logger LOG = LoggerFactory.getLogger(ListStatus.class);
    private static final Duration RECENT = Duration.ofDays(30);
    /** So many of each kind are written, the latest; the issue shows what fits. */
    private static final int MOST = 1000;
    /** So many failures are shown in short; all are counted. */
    private static final int MOST_IN_SHORT = 20;
    /** So many failures are told in comments. */
    private static final int MOST_NAMED = 500;

    /** The members of a list in {@code GET /api/v1/watches}, the same at each of several daemons. */
    public Map<String, Object> inShort() {
        List<Map<String, Object>> entries = new ArrayList<>();
        List<Map<String, Object>> failing = new ArrayList<>();
        for (WatchEntry entry : list.entries()) {
            EntryRecord run = run(entry);
            entries.add(Json.of(
                    "entry", entry.id(),
                    "tags", run.chosen(),
                    "failed_tags", failures(entry),
                    "last_success", text(run.succeeded()),
                    "next_run", text(run.next(entry.timetable()))));
            if (run.failure() != null) {
                failing.add(failure(entry.id(), run.failingSince(), run.failure()));
            }
            for (TagRecord tag : failing(entry, MOST_IN_SHORT)) {
                String image = entry.source().tag(tag.key().tag()).toString();
                failing.add(failure(image, tag.failing().since(), tag.failing().why()));
            }
        }
        return Map.of(
                "name", list.name(),
                "entries", entries,
                "failing", failing.stream().limit(MOST_IN_SHORT).toList());
    }

    private static Map<String, Object> failure(String image, Instant since, String reason) {
        return Map.of("image", image, "since", since.toString(), "reason", reason);
    }

    /** Writes {@code NAME.json} anew; a reader sees the old one or the new one, whole. */
    void write(Path folder, Instant now) {
        Path file = folder.resolve(list.name() + ".json");
        Path fresh = folder.resolve(list.name() + ".json.new");
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, Json.text(whole(now)) + "\n", StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("could not write {}: {}", file, e.getMessage());
        }
    }

    private Map<String, Object> whole(Instant now) {
        return Json.withNulls(
                "list", list.name(),
                "file", list.file().toString(),
                "written", text(now),
                "entries", list.entries().stream().map(this::whole).toList(),
                "failing",
                        list.entries().stream()
                                .flatMap(entry -> failing(entry, MOST).stream())
                                .map(ListStatus::whole)
                                .toList(),
                "moved", moved(now).stream().map(ListStatus::whole).toList(),
                "gone", gone().stream().map(ListStatus::whole).toList());
    }

    private Map<String, Object> whole(WatchEntry entry) {
        EntryRecord run = run(entry);
        return Json.withNulls(
                "entry", entry.id(),
                "source", entry.source().toString(),
                "tags", run.ran() == null ? null : run.chosen(),
                "failed_tags", failures(entry),
                "last_run", text(run.ran()),
                "last_success", text(run.succeeded()),
                "next_run", text(run.next(entry.timetable())),
                "failing_since", text(run.failingSince()),
                "failure", run.failure());
    }

    private static Map<String, Object> whole(TagRecord tag) {
        return Json.withNulls(
                "entry", tag.key().entry(),
                "tag", tag.key().tag(),
                "target", tag.target().toString(),
                "source_digest", text(tag.sourceDigest()),
                "previous", text(tag.movedFrom()),
                "moved_at", text(tag.moved()),
                "gone_since", text(tag.gone()),
                "failing_since", text(tag.failing().since()),
                "failure", tag.failing().why());
    }

    private static String text(Object value) {
        return Objects.toString(value, null);
    }

    /**
     * What is to stand on the list's issue.
     *
     * @param failing what fails, by its short name, in the order of these
     * @param marker names those of them that comments tell of
     */
    record ForIssue(WatchWriter.Report report, Map<String, Failure> failing, String marker) {}

    ForIssue forIssue(Instant now) {
        Map<String, Failure> failing = new TreeMap<>();
        List<WatchWriter.Entry> entries = new ArrayList<>();
        int failures = 0;
        for (WatchEntry entry : list.entries()) {
            EntryRecord run = run(entry);
            int failed = failures(entry);
            String source = (entry.single() ? entry.source().tag(entry.tag()) : entry.source()).toString();
            failures += failed;
            if (run.failure() != null) {
                failures++;
                failing.put(shortName(entry, ""), new Failure(source, run.failure(), run.failingSince()));
            }
            for (TagRecord tag : failing(entry, MOST)) {
                String image = tag.target().toString();
                failing.put(
                        shortName(entry, tag.key().tag()),
                        new Failure(image, tag.failing().why(), tag.failing().since()));
            }
            entries.add(new WatchWriter.Entry(source, run.chosen(), failed, run.ran(), run.next(entry.timetable())));
        }
        WatchWriter.Report report = new WatchWriter.Report(
                list.name(),
                entries,
                failures,
                failing.values().stream()
                        .sorted(Comparator.comparing(Failure::since).reversed())
                        .toList(),
                moved(now).stream()
                        .map(tag -> new WatchWriter.Moved(
                                tag.target().toString(),
                                Objects.toString(tag.movedFrom(), ""),
                                Objects.toString(tag.sourceDigest(), ""),
                                tag.moved()))
                        .toList(),
                gone().stream()
                        .map(tag -> new WatchWriter.Gone(tag.target().toString(), tag.gone()))
                        .toList());
        failing.keySet().retainAll(failing.keySet().stream().limit(MOST_NAMED).toList());
        return new ForIssue(report, failing, WatchIssue.marker(list.name(), failing.keySet()));
    }

    private static String shortName(WatchEntry entry, String tag) {
        return Sha256.digits(entry.id() + "\n" + tag, 4);
    }

    private EntryRecord run(WatchEntry entry) {
        return memory.entry(list.name(), entry.id());
    }

    private int failures(WatchEntry entry) {
        return memory.failures(list.name(), entry.id());
    }

    private List<TagRecord> failing(WatchEntry entry, int most) {
        return memory.failing(list.name(), entry.id(), most);
    }

    private List<TagRecord> moved(Instant now) {
        return memory.moved(list.name(), now.minus(RECENT), MOST);
    }

    private List<TagRecord> gone() {
        return memory.gone(list.name(), MOST);
    }
}
