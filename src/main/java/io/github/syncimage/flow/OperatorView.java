package io.github.syncimage.flow;

import io.github.syncimage.page.Document;
import io.github.syncimage.page.Limits;
import io.github.syncimage.page.Momentary;
import io.github.syncimage.page.RecentWarnings;
import io.github.syncimage.page.Site;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Shows operators the flow as it runs, limits and warnings, at {@code app.http_port}, beside health and metrics, which Camel
 * answers. It changes nothing.
 *
 * <p>It answers only who asks by an address or a name that was configured: a page elsewhere can have its own name lead to
 * this machine and read what a browser is answered under it; what stays in {@code Host} is that name.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/421">421 Misdirected Request</a>
 */
public final class OperatorView implements AutoCloseable {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.%]+]|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");

    private static final Document MISDIRECTED =
            Document.error(421, "ask by an address or localhost, or name this host in app.http_hosts");

    /** Comes after Camel's own. */
    private static final int LAST = 1000;

    private final FlowCounts counts = new FlowCounts();
    private final RecentWarnings warnings = new RecentWarnings();
    private final List<String> names;
    private final Supplier<Site> files;
    private final Figures figures;
    private final Limits limits;
    private final Supplier<Map<String, Object>> daemons;
    private final Supplier<Map<String, Object>> watches;
    private RunningRoutes routes;

    /**
     * @param names by which it may be asked for, beside addresses and {@code localhost}
     * @param files the page; made when it is opened
     * @param daemons tells of those that share the work; nothing where this one is alone
     * @param watches tells how the watch lists stand
     */
    public OperatorView(
            List<String> names,
            Supplier<Site> files,
            Figures figures,
            Limits limits,
            Supplier<Map<String, Object>> daemons,
            Supplier<Map<String, Object>> watches) {
        this.names = names;
        this.files = files;
        this.figures = figures;
        this.limits = limits;
        this.daemons = daemons;
        this.watches = watches;
    }

    /** Returns what Camel's registry needs before the routes are loaded. */
    public Object counts() {
        return counts;
    }

    /** Looks at the routes, which are loaded. Returns what is to be told of other ones. */
    RunningRoutes watch(CamelContext context, RouteFolder folder) {
        routes = new RunningRoutes(context, folder, counts);
        return routes;
    }

    /** Adds it to the server of that port, where there is one. */
    public void open(CamelContext context, int port) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        if (router != null) {
            Site site = files.get();
            put(site, "api/v1/flow", figures::document, routes::document);
            put(site, "api/v1/watches", watches);
            put(site, "api/v1/limits", limits::document, daemons, () -> Map.of("warnings", warnings.document()));
            router.route().order(LAST).handler(call -> {
                if (isAskedByItsName(call.request())) {
                    site.handle(call.vertx(), call.request());
                } else {
                    Site.answer(call.request(), MISDIRECTED);
                }
            });
        }
    }

    @SafeVarargs
    private static void put(Site site, String path, Supplier<Map<String, Object>>... parts) {
        Supplier<Map<String, Object>> whole = () -> {
            Map<String, Object> members = new LinkedHashMap<>();
            List.of(parts).forEach(part -> members.putAll(part.get()));
            return members;
        };
        site.put(path, new Momentary(whole, Clock.systemUTC()));
    }

    private boolean isAskedByItsName(HttpServerRequest request) {
        String name = request.authority() == null || request.authority().host() == null
                ? ""
                : request.authority().host().toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || names.stream().anyMatch(name::equalsIgnoreCase)
                || ADDRESS.matcher(name).matches();
    }

    @Override
    public void close() {
        warnings.close();
    }
}
