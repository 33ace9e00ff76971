package io.github.syncimage.cli;

import io.github.syncimage.store.MirroredRow;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.text.Sizes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The catalogue as a table for a terminal, as wide as its texts are. */
final class CatalogueTable {
    private static final List<String> HEADINGS =
            List.of("SOURCE", "TARGET", "PLATFORMS", "SIZE", "MIRRORED (UTC)", "WHO MAY PULL", "FOR");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final int LONGEST = 400;

    private CatalogueTable() {}

    /** Lines without ends; one alone where there are no images. */
    static List<String> lines(List<MirroredRow> rows) {
        if (rows.isEmpty()) {
            return List.of("nothing was mirrored yet");
        }
        List<List<String>> cells = new ArrayList<>(List.of(HEADINGS));
        rows.forEach(row -> cells.add(cells(row)));
        int[] widths = IntStream.range(0, HEADINGS.size())
                .map(column -> cells.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return cells.stream().map(line -> line(line, widths)).toList();
    }

    private static List<String> cells(MirroredRow row) {
        return List.of(
                OneLine.of(row.source(), LONGEST),
                OneLine.of(row.target(), LONGEST),
                row.platforms().isEmpty() ? "-" : String.join(",", row.platforms()),
                Sizes.text(row.size()),
                row.since() == null ? "-" : TIME.format(row.since()),
                switch (row.visibility()) {
                    case "public" -> "anybody";
                    case "private" -> "with a login";
                    default -> "unknown";
                },
                row.issue() == null ? "-" : OneLine.of(requester(row), LONGEST));
    }

    private static String requester(MirroredRow row) {
        String repository = row.repository() == null ? "" : row.repository();
        return repository + "#" + row.issue() + " " + row.user();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
