package io.github.syncimage.flow.watch;

import io.github.syncimage.github.model.WatchIssue;
import io.github.syncimage.report.Language;
import io.github.syncimage.report.WatchReport;
import io.github.syncimage.report.WatchReport.Entry;
import io.github.syncimage.report.WatchReport.Failure;
import io.github.syncimage.report.WatchReport.Gone;
import io.github.syncimage.report.WatchReport.Moved;
import io.github.syncimage.report.WatchWriter;
import io.github.syncimage.text.Sha256;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.EntryRecord;
import io.github.syncimage.watch.run.TagRecord;
import io.github.syncimage.watch.run.WatchMemory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Writes what is to stand on a list's issue, from what is remembered of it. */
public record ListReports(WatchMemory memory, WatchWriter writer, Language language, Clock clock) {
    private static final Duration RECENT = Duration.ofDays(30);
    /** So many of each kind are read; the issue shows what fits. */
    private static final int MOST = 1000;
    /** So many failures are told in comments. */
    private static final int MOST_NAMED = 500;

    /**
     * The issue's text.
     *
     * @param failing what fails, by its short name
     */
    record Text(String body, Map<String, Failure> failing) {}

    /** @param running whether somebody has ticked the box, and the run is still to come */
    Text text(WatchList list, boolean running) {
        Map<String, Failure> failing = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        int failures = 0;
        for (WatchEntry entry : list.entries()) {
            EntryRecord record = memory.entry(list.name(), entry.id());
            int failed = memory.failures(list.name(), entry.id());
            failures += failed;
            if (record.failure() != null) {
                failures++;
                failing.put(
                        Sha256.digits(entry.id() + "\n", 4),
                        new Failure(source(entry), record.failure(), record.failingSince()));
            }
            memory.failing(list.name(), entry.id(), MOST)
                    .forEach(tag -> failing.put(
                            Sha256.digits(entry.id() + "\n" + tag.key().tag(), 4),
                            new Failure(
                                    image(tag),
                                    tag.failing().why(),
                                    tag.failing().since())));
            entries.add(
                    new Entry(source(entry), record.chosen(), failed, record.ran(), record.next(entry.timetable())));
        }
        WatchReport report = new WatchReport(
                list.name(),
                entries,
                failures,
                failing.values().stream()
                        .sorted(Comparator.comparing(Failure::since).reversed())
                        .toList(),
                memory.moved(list.name(), clock.instant().minus(RECENT), MOST).stream()
                        .map(tag -> new Moved(
                                image(tag),
                                Objects.toString(tag.movedFrom(), ""),
                                Objects.toString(tag.sourceDigest(), ""),
                                tag.moved()))
                        .toList(),
                memory.gone(list.name(), MOST).stream()
                        .map(tag -> new Gone(image(tag), tag.gone()))
                        .toList());
        failing.keySet().retainAll(failing.keySet().stream().limit(MOST_NAMED).toList());
        String marker = WatchIssue.marker(list.name(), failing.keySet());
        return new Text(
                writer.issue(language, report, marker, running ? WatchIssue.TICKED_BOX : WatchIssue.BOX), failing);
    }

    /** @param before what failed when the issue was written last */
    String news(Text text, Set<String> before) {
        List<Failure> fresh = text.failing.entrySet().stream()
                .filter(failing -> !before.contains(failing.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        int recovered = (int)
                before.stream().filter(name -> !text.failing.containsKey(name)).count();
        return writer.news(language, fresh, recovered, text.failing.size() - fresh.size());
    }

    private static String source(WatchEntry entry) {
        return entry.single()
                ? entry.source().tag(entry.tag()).toString()
                : entry.source().toString();
    }

    private static String image(TagRecord tag) {
        return tag.target().toString();
    }
}
