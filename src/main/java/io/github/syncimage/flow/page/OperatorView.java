package io.github.syncimage.flow.page;

import io.github.syncimage.flow.routes.RouteFolder;
import io.github.syncimage.flow.routes.RouteReloader;
import io.github.syncimage.page.operator.HostNames;
import io.github.syncimage.page.operator.Limits;
import io.github.syncimage.page.operator.RecentWarnings;
import io.github.syncimage.text.Json;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final FlowCounts counts = new FlowCounts();
    private final RecentWarnings warnings = new RecentWarnings();
    private final HostNames names;
    private RunningRoutes routes;

    public OperatorView(List<String> names) {
        this.names = new HostNames(names);
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
    public void open(CamelContext context, int port, Limits limits) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        if (router == null) {
            return;
        }
        router.route().order(LAST).handler(this::guard);
        router.route("/api/v1/flow").order(LAST + 1).blockingHandler(document(routes::document), false);
        router.route("/api/v1/limits").order(LAST + 1).blockingHandler(document(() -> limits(limits)), false);
        router.route()
                .order(LAST + 2)
                .handler(call -> call.response().setStatusCode(404).end());
    }

    private Map<String, Object> limits(Limits limits) {
        Map<String, Object> document = new LinkedHashMap<>(limits.document());
        document.put("warnings", warnings.document());
        return document;
    }

    private void guard(RoutingContext call) {
        HostAndPort authority = call.request().authority();
        HEADERS.forEach(call.response()::putHeader);
        if (!METHODS.contains(call.request().method())) {
            call.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
        } else if (!names.allow(authority == null ? null : authority.host())) {
            call.response()
                    .setStatusCode(421)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("Ask by an address or localhost, or name this host in app.http_hosts.\n");
        } else {
            call.next();
        }
    }

    /** Made at most once a second, however many ask. */
    private static Handler<RoutingContext> document(Supplier<Map<String, Object>> source) {
        return new Handler<>() {
            private Instant made = Instant.EPOCH;
            private byte[] bytes;

            private synchronized byte[] bytes() {
                Instant now = Instant.now();
                if (made.plus(FRESH).isBefore(now)) {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("at", now.truncatedTo(ChronoUnit.SECONDS).toString());
                    document.putAll(source.get());
                    bytes = Json.write(document);
                    made = now;
                }
                return bytes;
            }

            @Override
            public void handle(RoutingContext call) {
                call.response()
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(bytes()));
            }
        };
    }

    @Override
    public void close() {
        warnings.close();
    }
}
