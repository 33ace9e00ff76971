package io.github.syncimage.page.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.PageServer;
import io.github.syncimage.page.Site;
import io.github.syncimage.testing.FreePort;
import java.net.URI;
import java.util.function.Consumer;

/** The files of the operator's view over documents that a test writes. */
final class OperatorFixture implements AutoCloseable {
    private final int port = FreePort.find();
    private PageServer server;
    private volatile Document flow;
    private volatile Document limits;
    private volatile Document watches;

    OperatorFixture() {
        reset();
        open();
    }

    /** Opens the port again, the same one. */
    void open() {
        Site site = new Site();
        Assets.ofOperators().forEach(site::put);
        site.put("api/v1/meta.json", PageFixture.json(PageFixture.load("meta.json")))
                .put("api/v1/flow", request -> flow)
                .put("api/v1/limits", request -> limits)
                .put("api/v1/watches", request -> watches);
        server = new PageServer("127.0.0.1", port, site, new Conditions());
        server.open();
    }

    private static Document changed(String name, Consumer<ObjectNode> change) {
        ObjectNode document = PageFixture.load(name);
        change.accept(document);
        return PageFixture.json(document);
    }

    void flow(Consumer<ObjectNode> change) {
        flow = changed("flow.json", change);
    }

    void limits(Consumer<ObjectNode> change) {
        limits = changed("limits.json", change);
    }

    void watches(Consumer<ObjectNode> change) {
        watches = changed("watches.json", change);
    }

    /** As at the beginning. */
    void reset() {
        flow(document -> {});
        limits(document -> {});
        watches(document -> {});
    }

    /** @param rest behind the slash */
    URI at(String rest) {
        return URI.create("http://127.0.0.1:" + port + "/" + rest);
    }

    @Override
    public void close() {
        server.close();
    }
}
