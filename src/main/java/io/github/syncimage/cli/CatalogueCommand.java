package io.github.syncimage.cli;

import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.catalogue.Catalogue;
import io.github.syncimage.page.catalogue.Export;
import io.github.syncimage.page.catalogue.Feed;
import io.github.syncimage.page.catalogue.Snapshot;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.database.Namespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows everything that was mirrored, from the database alone. */
@Command(
        name = "catalogue",
        description = "List everything that was mirrored, the newest first, or write it as a page of files.")
public final class CatalogueCommand extends Subcommand {
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
        try (MirrorStore store = MirrorStore.open(
                        settings.app().dataDir(), settings.app().databaseUrl())
                .of(new Namespaces(settings.sharedNamespaces()))) {
            Snapshot catalogue = new Catalogue(store.all(), settings.page().requesters(), Clock.systemUTC())
                    .now()
                    .orElseThrow(() -> new IllegalStateException("the database cannot be read; the log says why"));
            if (form == null) {
                CatalogueTable.lines(catalogue.rows()).forEach(out()::println);
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
        List<String> repositories = settings.github().repositories().stream()
                .map(Settings.Repository::toString)
                .toList();
        Feed feed = new Feed(settings, () -> store.answers().latest(Feed.ENTRIES), Clock.systemUTC());
        try {
            new Export(form.html, Assets.read()).write(catalogue, Meta.of(settings, false, repositories), feed.now());
        } catch (Export.NotAnExportException e) {
            throw wrongUsage(e.getMessage(), e);
        }
    }
}
