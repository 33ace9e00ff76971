package io.github.syncimage.cli;

import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.catalogue.Catalogue;
import io.github.syncimage.page.catalogue.Export;
import io.github.syncimage.page.catalogue.Feed;
import io.github.syncimage.page.catalogue.Snapshot;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.MirroredRow;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.text.Sizes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows everything that was mirrored, from the database alone. */
@Command(
        name = "catalogue",
        description = "List everything that was mirrored, the newest first, or write it as a page of files.")
final class CatalogueCommand extends Subcommand {
    private static final List<String> HEADINGS =
            List.of("SOURCE", "TARGET", "PLATFORMS", "SIZE", "MIRRORED (UTC)", "WHO MAY PULL", "FOR");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final int LONGEST = 400;

    @ArgGroup
    private Form form;

    private static final class Form {
        @Option(names = "--json", description = "Print it as JSON, on a line: catalogue.json of the page.")
        private boolean json;

        @Option(
                names = "--html",
                paramLabel = "DIR",
                description =
                        "Write the page with it into a folder, for a web server or GitHub Pages. An earlier export "
                                + "there is replaced as a whole.")
        private Path html;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        try (MirrorStore store = MirrorStore.open(settings.get(Keys.DATA_DIR), settings.get(Keys.DATABASE_URL))
                .of(new Namespaces(settings.sharedNamespaces()))) {
            Snapshot catalogue = new Catalogue(store.all(), settings.get(Keys.PAGE_REQUESTERS), Clock.systemUTC())
                    .now()
                    .orElseThrow(() -> new IllegalStateException("the database cannot be read; the log says why"));
            if (form == null) {
                lines(catalogue.rows()).forEach(out()::println);
            } else if (form.json) {
                out().println(new String(catalogue.whole().bytes(), StandardCharsets.UTF_8));
            } else {
                export(settings, store, catalogue);
                out().println("images in " + form.html + ": " + catalogue.rows().size());
            }
            return ExitCode.OK;
        }
    }

    private void export(Settings settings, MirrorStore store, Snapshot catalogue) throws Exception {
        List<String> repositories = settings.repositories().stream()
                .map(Settings.Repository::toString)
                .toList();
        Feed feed = new Feed(settings, () -> store.answers().latest(Feed.ENTRIES), Clock.systemUTC());
        try {
            new Export(form.html, Assets.read()).write(catalogue, Meta.of(settings, false, repositories), feed.now());
        } catch (Export.NotAnExportException e) {
            throw wrongUsage(e.getMessage(), e);
        }
    }

    /** A table as wide as its texts are; one line where there are no images. */
    private static List<String> lines(List<MirroredRow> rows) {
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
