package io.github.syncimage.flow;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.port.OwnPort;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/**
 * Camel's server of health, metrics and an operator's own HTTP routes, with the bounds of the page's port: as it comes,
 * Camel's has no bound on connections or on how long a request may take, and gives up a port that another program has.
 */
final class OperatorPort extends VertxPlatformHttpServer {
    private static final String CONDITION = "http";

    private final OwnPort port;
    private Vertx own;
    private HttpServer server;

    OperatorPort(String host, int port, Conditions conditions, OwnPort.Bounds bounds) {
        super(at(host, port));
        this.port = new OwnPort(
                host,
                port,
                bounds,
                () -> conditions.ends(CONDITION),
                why -> conditions.begins(CONDITION, "no health and metrics: app.http_port " + why, false));
    }

    private static VertxPlatformHttpServerConfiguration at(String host, int port) {
        VertxPlatformHttpServerConfiguration at = new VertxPlatformHttpServerConfiguration();
        at.setBindHost(host);
        at.setBindPort(port);
        return at;
    }

    @Override
    protected Vertx lookupVertx() {
        return own;
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    @Override
    protected void doStart() {
        port.open(new HttpServerOptions(), (vertx, opened) -> {
            own = vertx;
            initializeServer();
            server = opened;
            VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(
                    getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(getConfigurationPort()));
            opened.requestHandler(request -> {
                port.requested(request);
                router.handle(request);
            });
        });
    }

    @Override
    protected void doStop() {
        port.close();
    }
}
