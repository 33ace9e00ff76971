package io.github.syncimage.app;

import io.github.syncimage.flow.CurrentRequests;
import io.github.syncimage.flow.Daemons;
import io.github.syncimage.flow.Figures;
import io.github.syncimage.flow.OperatorView;
import io.github.syncimage.flow.SharedProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Limits;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.Momentary;
import io.github.syncimage.page.PageServer;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.catalogue.Catalogue;
import io.github.syncimage.page.catalogue.CatalogueSite;
import io.github.syncimage.page.catalogue.Explanation;
import io.github.syncimage.page.catalogue.Export;
import io.github.syncimage.page.catalogue.ExportRounds;
import io.github.syncimage.page.catalogue.Feed;
import io.github.syncimage.page.catalogue.Snapshot;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes what requesters and operators look at in a browser. */
final class PageBeans implements AutoCloseable {
    final PageServer server;
    private final Settings settings;
    private final GitHubBeans github;
    private final RequestBeans requests;
    private final SharedBeans shared;
    private final Clock clock;
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
            RequestBeans requests,
            SharedBeans shared,
            MirrorStore store,
            Clock clock) {
        this.settings = settings;
        this.github = github;
        this.requests = requests;
        this.shared = shared;
        this.clock = clock;
        told = shared == null
                ? null
                : new SharedProgress(
                        requests.progress,
                        store.progress(),
                        shared.work.membership().self().name());
        Catalogue catalogue = new Catalogue(store.all(), settings.get(Keys.PAGE_REQUESTERS), clock);
        Feed feed = new Feed(settings, () -> store.answers().latest(Feed.ENTRIES), clock);
        exports = daemon && settings.get(Keys.PAGE_EXPORT_DIR) != null
                ? new ExportRounds(
                        new Export(settings.get(Keys.PAGE_EXPORT_DIR), Assets.read()),
                        catalogue,
                        () -> Meta.of(settings, false, repositories()),
                        feed)
                : null;
        Site site = new Site();
        server = new PageServer(settings.get(Keys.PAGE_HOST), port, site, github.conditions);
        if (port > 0) {
            Assets.read().forEach(site::put);
            site.put(Meta.PATH, request -> Document.json(Document.REVALIDATE, counted(meta(), catalogue)));
            // As the command explain does: for nobody in particular, by the first of several namespaces.
            RequestReader reader = Beans.requestReader(settings, settings.names());
            new CatalogueSite(
                            catalogue,
                            title ->
                                    Explanation.json(reader.decide(title, "", "", ""), settings.verify(), store::owner),
                            feed)
                    .addTo(site);
            CurrentRequests current = new CurrentRequests(
                    requests.overview,
                    requests.progress,
                    shared == null ? List::of : store.progress()::all,
                    store.answers(),
                    requests.forecast,
                    github.limits,
                    settings.get(Keys.PAGE_REQUESTERS),
                    URI.create(settings.gitHubPages()).getHost(),
                    clock);
            Momentary now = new Momentary(current, clock);
            site.put("api/v1/now", now).put("api/v1/queue", new Momentary(current::line, clock)).stream(
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

    private static Map<String, Object> counted(Map<String, Object> meta, Catalogue catalogue) {
        catalogue.now().map(Snapshot::counts).ifPresent(meta::putAll);
        return meta;
    }

    /** Makes the view of operators. */
    OperatorView operatorView(MirrorBeans mirror, Supplier<Map<String, Object>> watches) {
        return new OperatorView(
                settings.get(Keys.HTTP_HOSTS),
                this::operatorSite,
                new Figures(requests.runs, requests.overview, requests.counters, clock.instant()),
                new Limits(github.limits::levels, github.limits::away, mirror.client::levels, this::held),
                shared == null ? Map::of : new Daemons(shared.work.membership(), requests.overview)::document,
                watches);
    }

    private Site operatorSite() {
        Site site = new Site();
        Assets.ofOperators().forEach(site::put);
        return site.put(Meta.PATH, request -> Document.json(Document.REVALIDATE, operatorMeta()));
    }

    // The page may be reached under another name from here, so of one without an address only the port is told.
    private Map<String, Object> operatorMeta() {
        Map<String, Object> meta = meta();
        if (settings.get(Keys.PAGE_URL) != null) {
            meta.put("page", settings.get(Keys.PAGE_URL).toString());
        } else if (settings.get(Keys.PAGE_PORT) > 0) {
            meta.put("page_port", settings.get(Keys.PAGE_PORT));
        }
        return meta;
    }

    private Map<String, Long> held() {
        return requests.overview.held().stream()
                .filter(held -> held.host() != null)
                .collect(Collectors.groupingBy(RunsOverview.Held::host, Collectors.counting()));
    }

    /** To which more may be added. */
    private Map<String, Object> meta() {
        return Meta.of(settings, true, repositories());
    }

    private List<String> repositories() {
        return github.repositories.all().stream()
                .map(ServedRepository::toString)
                .toList();
    }
}
