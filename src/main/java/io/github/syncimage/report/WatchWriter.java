package io.github.syncimage.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    public String issue(Report report, String marker, String box) {
        Values values = new Values(State.WATCH).code("list", report.list()).own("box", box);
        rows(values, "entries", report.entries(), ENTRIES, 0);
        int more = report.failures() - report.failing().size();
        rows(values, "failing", report.failing(), FAILING, more);
        rows(values, "moved", report.moved(), MOVED, 0);
        rows(values, "gone", report.gone(), GONE, 0);
        String text = templates.render(language, values);
        return marker + "\n" + CommentWriter.capped(text, CommentWriter.LONGEST - marker.length() - 1);
    }

    /**
     * Writes the comment on what is news.
     *
     * @param failing what has newly failed
     * @param recovered how many fail no more
     */
    public String news(List<Failure> failing, int recovered, int stillFailing) {
        Values values =
                new Values(State.WATCH_NEWS).count("recovered", recovered).count("still_failing", stillFailing);
        rows(values, "failing", failing, FAILING, 0);
        return CommentWriter.capped(templates.render(language, values), CommentWriter.LONGEST);
    }

    /** @param more how many there are beside {@code all} */
    private static void rows(Values values, String name, List<? extends Row> all, int room, int more) {
        List<Map<String, Object>> shown = new ArrayList<>();
        int left = room;
        for (Row row : all) {
            Map<String, Object> columns = row.columns();
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
                .count("more_" + name, more + all.size() - shown.size());
    }

    private static String time(Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    /**
     * Tells how a watch list stands.
     *
     * @param failures how many there are; {@code failing} may have fewer
     * @param moved the latest first
     */
    public record Report(
            String list,
            List<Entry> entries,
            int failures,
            List<Failure> failing,
            List<Moved> moved,
            List<Gone> gone) {}

    private interface Row {
        /** What a template calls each column. */
        Map<String, Object> columns();
    }

    /** Times are null before the first run; the number of tags then is 0. */
    public record Entry(String source, int tags, int failures, Instant ran, Instant next) implements Row {
        @Override
        public Map<String, Object> columns() {
            return Map.of(
                    "source", Values.code(source),
                    "tags", tags,
                    "failures", failures == 0 ? "" : failures,
                    "ran", time(ran),
                    "next", time(next));
        }
    }

    /** @param what an image, or the source that could not be gone through at all */
    public record Failure(String what, String reason, Instant since) implements Row {
        @Override
        public Map<String, Object> columns() {
            return Map.of("image", Values.code(what), "reason", Values.code(reason), "since", time(since));
        }
    }

    /** Digests of the upstream, before and now. */
    public record Moved(String image, String from, String to, Instant at) implements Row {
        @Override
        public Map<String, Object> columns() {
            return Map.of(
                    "image", Values.code(image), "from", Values.code(from), "to", Values.code(to), "since", time(at));
        }
    }

    /** Upstream has no such tag any more; it stays at the target. */
    public record Gone(String image, Instant since) implements Row {
        @Override
        public Map<String, Object> columns() {
            return Map.of("image", Values.code(image), "since", time(since));
        }
    }
}
