package io.github.syncimage.app;

import io.github.syncimage.issue.DeniedUsers;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.catalogue.Catalogue;
import io.github.syncimage.page.catalogue.CatalogueSite;
import io.github.syncimage.page.catalogue.Explanation;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

/** What is here, for the page and for programs. */
final class CatalogueBeans {
    private final Catalogue catalogue;
    private final CatalogueSite documents;

    CatalogueBeans(Settings settings, MirrorStore store, Clock clock) {
        catalogue = new Catalogue(store.all(), settings.page().requesters(), clock);
        documents = new CatalogueSite(catalogue, explain(settings));
    }

    void addTo(Site site) {
        documents.addTo(site);
    }

    /** As the command {@code explain} does: for nobody in particular, by the first of several namespaces. */
    private static Function<String, Map<String, Object>> explain(Settings settings) {
        RequestReader reader = new RequestReader(
                new IssueReader(IssueReader.PREFIX, settings.limits().imagesPerIssue()),
                settings.rules(),
                settings.target().registry() == null ? null : settings.names(),
                settings.platforms(),
                new DeniedUsers(settings.limits().deniedUsers()),
                settings.verify()::deny);
        return title -> Explanation.json(reader.decide(title, "", ""), settings.verify());
    }
}
