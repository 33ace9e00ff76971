package io.github.syncimage.flow;

import io.github.syncimage.page.Document;
import io.github.syncimage.page.HostNames;
import io.github.syncimage.page.Limits;
import io.github.syncimage.page.PageAnswers;
import io.github.syncimage.page.PageRequest;
import io.github.syncimage.page.RecentWarnings;
import io.github.syncimage.page.Resource;
import io.github.syncimage.page.Site;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * What operators see at {@code app.http_port}, beside health and metrics, which Camel answers: the flow as it runs, limits
 * and warnings. It changes nothing, and answers only who asks by an address or a name that was configured.
 */
public final class OperatorView implements AutoCloseable {
    /** After Camel's own. */
    private static final int LAST = 1000;

    private static final int MISDIRECTED = 421;

    private final FlowCounts counts = new FlowCounts();
    private final RecentWarnings warnings = new RecentWarnings();
    private final HostNames names;
    private final Supplier<Site> files;
    private final Figures figures;
    private final Limits limits;
    private final Supplier<Map<String, Object>> daemons;
    private final Supplier<Map<String, Object>> watches;
    private RunningRoutes routes;

    /**
     * @param names by which it may be asked for, beside addresses and {@code localhost}
     * @param files the page; made when it is opened
     * @param daemons what is told of those that share the work; nothing where this one is alone
     * @param watches how the watch lists stand
     */
    public OperatorView(
            List<String> names,
            Supplier<Site> files,
            Figures figures,
            Limits limits,
            Supplier<Map<String, Object>> daemons,
            Supplier<Map<String, Object>> watches) {
        this.names = new HostNames(names);
        this.files = files;
        this.figures = figures;
        this.limits = limits;
        this.daemons = daemons;
        this.watches = watches;
    }

    /** For Camel's registry, before the routes are loaded. */
    public Object counts() {
        return counts;
    }

    /** After the routes were loaded. Returns who is to be told of other ones. */
    public RouteReloader.Watcher watch(CamelContext context, RouteFolder folder) {
        routes = new RunningRoutes(context, folder, counts);
        return routes;
    }

    /** Adds it to the server of that port, where there is one. */
    public void open(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        if (router != null) {
            Site site = files.get()
                    .put("api/v1/flow", new Momentary(figures::document, routes::document))
                    .put("api/v1/watches", new Momentary(watches))
                    .put(
                            "api/v1/limits",
                            new Momentary(limits::document, daemons, () -> Map.of("warnings", warnings.document())));
            PageAnswers answers = new PageAnswers(router.vertx(), site);
            router.route().order(LAST).handler(call -> answer(call.request(), answers));
        }
    }

    private void answer(HttpServerRequest request, PageAnswers answers) {
        HostAndPort authority = request.authority();
        if (names.allow(authority == null ? null : authority.host())) {
            answers.handle(request);
        } else {
            PageAnswers.answer(
                    request,
                    Document.error(MISDIRECTED, "ask by an address or localhost, or name this host in app.http_hosts"));
        }
    }

    /** A document of parts, made at most once a second, however many ask. */
    private static final class Momentary implements Resource {
        private static final Duration FRESH = Duration.ofSeconds(1);

        private final List<Supplier<Map<String, Object>>> parts;
        private Instant made = Instant.EPOCH;
        private Document document;

        @SafeVarargs
        Momentary(Supplier<Map<String, Object>>... parts) {
            this.parts = List.of(parts);
        }

        @Override
        public synchronized Document read(PageRequest request) {
            Instant now = Instant.now();
            if (!now.isBefore(made.plus(FRESH))) {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("at", now.truncatedTo(ChronoUnit.SECONDS).toString());
                parts.forEach(part -> members.putAll(part.get()));
                document = Document.json(Document.MOMENTARY, members);
                made = now;
            }
            return document;
        }
    }

    @Override
    public void close() {
        warnings.close();
    }
}
