package io.github.syncimage.app;

import io.github.syncimage.github.ServedRepository;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.http.PageServer;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.util.List;

/** What people look at in a browser. */
final class PageBeans {
    final Site site = new Site();
    final PageServer server;

    /** @param port at which it is opened, 0 for none */
    PageBeans(Settings settings, int port, GitHubBeans github, MirrorStore store, Clock clock) {
        server = new PageServer(settings.page().host(), port, site, github.conditions);
        if (port > 0) {
            Assets.read().forEach(site::put);
            site.put(
                    Meta.PATH,
                    request -> Document.json(Document.REVALIDATE, Meta.of(settings, true, repositories(github))));
            new CatalogueBeans(settings, store, clock).addTo(site);
        }
    }

    private static List<String> repositories(GitHubBeans github) {
        return github.repositories.all().stream()
                .map(ServedRepository::toString)
                .toList();
    }
}
