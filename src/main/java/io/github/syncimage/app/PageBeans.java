package io.github.syncimage.app;

import io.github.syncimage.flow.CurrentRequests;
import io.github.syncimage.flow.SharedProgress;
import io.github.syncimage.github.ServedRepository;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.Momentary;
import io.github.syncimage.page.PageServer;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.catalogue.ExportRounds;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What people look at in a browser. */
final class PageBeans implements AutoCloseable {
    final Site site = new Site();
    final PageServer server;
    private final Settings settings;
    private final GitHubBeans github;
    private final SharedProgress told;
    /** Null where the catalogue is not written as files. */
    private final ExportRounds exports;

    /**
     * @param port at which it is opened, 0 for none
     * @param daemon whether it runs on, so that its catalogue is worth following
     * @param shared what daemons share, null where this is none, or alone
     */
    PageBeans(
            Settings settings,
            int port,
            boolean daemon,
            GitHubBeans github,
            IntakeBeans intake,
            AnswerBeans answer,
            SharedBeans shared,
            MirrorStore store,
            Clock clock) {
        this.settings = settings;
        this.github = github;
        told = shared == null
                ? null
                : new SharedProgress(
                        answer.progress,
                        store.progress(),
                        shared.work.membership().self().name());
        CatalogueBeans catalogue = new CatalogueBeans(settings, store, clock);
        boolean exported = daemon && settings.page().exportDir() != null;
        exports = exported ? catalogue.exports(this::repositories) : null;
        server = new PageServer(settings.page().host(), port, site, github.conditions);
        if (port > 0) {
            Assets.read().forEach(site::put);
            site.put(Meta.PATH, request -> Document.json(Document.REVALIDATE, catalogue.counted(meta())));
            catalogue.addTo(site);
            CurrentRequests.Tells tells = new CurrentRequests.Tells(
                    settings.page().requesters(),
                    URI.create(settings.github().pages()).getHost());
            CurrentRequests requests = new CurrentRequests(
                    intake.overview,
                    answer.progress,
                    shared == null ? List::of : store.progress()::all,
                    store.answers(),
                    answer.forecast,
                    github.limits,
                    tells,
                    clock);
            Momentary now = new Momentary(requests, clock);
            site.put("api/v1/now", now).put("api/v1/queue", new Momentary(requests::line, clock)).stream(
                    "api/v1/events", "now", now::news);
        }
    }

    /** Once the routes run. */
    void open() {
        server.open();
        if (exports != null) {
            exports.start();
        }
    }

    @Override
    public void close() {
        if (exports != null) {
            exports.close();
        }
        server.close();
        if (told != null) {
            told.close();
        }
    }

    /** To which more may be added. */
    Map<String, Object> meta() {
        return Meta.of(settings, true, repositories());
    }

    private List<String> repositories() {
        return github.repositories.all().stream()
                .map(ServedRepository::toString)
                .toList();
    }
}
