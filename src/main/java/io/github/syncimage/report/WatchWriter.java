package io.github.syncimage.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes the issue that tells how a watch list stands, and the comments on what is news about it. */
public record WatchWriter(Templates templates, Language language) {
    /** Counts characters of rows, in all 48,000: with a template of 16,384 at most that stays below what GitHub takes. */
    private static final int ENTRIES = 14_000;

    private static final int FAILING = 14_000;
    private static final int MOVED = 9_000;
    private static final int GONE = 5_000;
    /** The columns of a row need so much beside their texts, at most. */
    private static final int FRAME = 40;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /**
     * Writes the whole issue, at most {@link CommentWriter#LONGEST} characters.
     *
     * @param marker its first line, which is hidden
     * @param box what makes the line with the words for it a box to tick
     */
    public String issue(WatchReport report, String marker, String box) {
        Values values = new Values(State.WATCH)
                .put("list", Markdown.code(report.list()))
                .put("box", Markdown.own(box));
        rows(values, "entries", report.entries(), WatchWriter::row, ENTRIES, 0);
        rows(
                values,
                "failing",
                report.failing(),
                WatchWriter::row,
                FAILING,
                report.failures() - report.failing().size());
        rows(values, "moved", report.moved(), WatchWriter::row, MOVED, 0);
        rows(values, "gone", report.gone(), WatchWriter::row, GONE, 0);
        String text = templates.render(language, values);
        return marker + "\n" + CommentWriter.capped(text, CommentWriter.LONGEST - marker.length() - 1);
    }

    /**
     * Writes the comment on what is news.
     *
     * @param failing what has newly failed
     * @param recovered how many fail no more
     */
    public String news(List<WatchReport.Failure> failing, int recovered, int stillFailing) {
        Values values = new Values(State.WATCH_NEWS)
                .put("recovered", number(recovered))
                .put("still_failing", number(stillFailing));
        rows(values, "failing", failing, WatchWriter::row, FAILING, 0);
        return CommentWriter.capped(templates.render(language, values), CommentWriter.LONGEST);
    }

    /** @param more how many there are beside {@code all} */
    private static <T> void rows(
            Values values, String name, List<T> all, Function<T, Map<String, Object>> row, int room, int more) {
        List<Map<String, Object>> shown = new ArrayList<>();
        int left = room;
        for (T one : all) {
            Map<String, Object> columns = row.apply(one);
            left -= FRAME
                    + columns.values().stream()
                            .mapToInt(text -> text.toString().length())
                            .sum();
            if (left < 0) {
                break;
            }
            shown.add(columns);
        }
        values.list(name, shown)
                .flag("any_" + name, !all.isEmpty())
                .put("more_" + name, number(more + all.size() - shown.size()));
    }

    private static Map<String, Object> row(WatchReport.Entry entry) {
        return Map.of(
                "source", Markdown.code(entry.source()).text(),
                "tags", entry.tags(),
                "failures", entry.failures() == 0 ? "" : entry.failures(),
                "ran", time(entry.ran()),
                "next", time(entry.next()));
    }

    private static Map<String, Object> row(WatchReport.Failure failure) {
        return Map.of(
                "image", Markdown.code(failure.what()).text(),
                "reason", Markdown.code(failure.reason()).text(),
                "since", time(failure.since()));
    }

    private static Map<String, Object> row(WatchReport.Moved moved) {
        return Map.of(
                "image", Markdown.code(moved.image()).text(),
                "from", Markdown.code(moved.from()).text(),
                "to", Markdown.code(moved.to()).text(),
                "since", time(moved.at()));
    }

    private static Map<String, Object> row(WatchReport.Gone gone) {
        return Map.of("image", Markdown.code(gone.image()).text(), "since", time(gone.since()));
    }

    private static Markdown number(int number) {
        return number <= 0 ? Markdown.NOTHING : Markdown.own(number);
    }

    private static String time(Instant time) {
        return time == null ? "" : TIME.format(time);
    }
}
