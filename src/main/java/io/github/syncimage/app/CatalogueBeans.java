package io.github.syncimage.app;

import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.catalogue.Catalogue;
import io.github.syncimage.page.catalogue.CatalogueSite;
import io.github.syncimage.page.catalogue.Explanation;
import io.github.syncimage.page.catalogue.Export;
import io.github.syncimage.page.catalogue.ExportRounds;
import io.github.syncimage.page.catalogue.Feed;
import io.github.syncimage.page.catalogue.Snapshot;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is here, for the page and for programs. */
final class CatalogueBeans {
    private final Settings settings;
    private final MirrorStore store;
    private final Catalogue catalogue;
    private final Feed feed;

    CatalogueBeans(Settings settings, MirrorStore store, Clock clock) {
        this.settings = settings;
        this.store = store;
        catalogue = new Catalogue(store.all(), settings.page().requesters(), clock);
        feed = new Feed(settings, () -> store.answers().latest(Feed.ENTRIES), clock);
    }

    void addTo(Site site) {
        new CatalogueSite(catalogue, explain(settings, store), feed).addTo(site);
    }

    /** What the page says of itself, and how much there is. */
    Map<String, Object> counted(Map<String, Object> meta) {
        catalogue.now().map(Snapshot::counts).ifPresent(meta::putAll);
        return meta;
    }

    /** @param repositories whose issues are read */
    ExportRounds exports(Supplier<List<String>> repositories) {
        return new ExportRounds(
                new Export(settings.page().exportDir(), Assets.read()),
                catalogue,
                () -> Meta.of(settings, false, repositories.get()),
                feed);
    }

    /** As the command {@code explain} does: for nobody in particular, by the first of several namespaces. */
    private static Function<String, Map<String, Object>> explain(Settings settings, MirrorStore store) {
        RequestReader reader = Beans.requestReader(settings, settings.names());
        return title -> Explanation.json(reader.decide(title, "", "", ""), settings.verify(), store::owner);
    }
}
