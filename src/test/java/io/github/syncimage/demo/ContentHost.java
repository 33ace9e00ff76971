package io.github.syncimage.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * The other host that many registries redirect blobs to. Like a storage service behind signed addresses, it refuses
 * whoever comes with credentials.
 */
final class ContentHost implements AutoCloseable {
    private final LoopbackServer server;
    private final LoopbackServer.Answer blobs;

    ContentHost(LoopbackServer.Answer blobs) {
        this.blobs = blobs;
        this.server = new LoopbackServer("loopback-content", false, this::answer);
    }

    /** Where a blob is, given the path at which the registry has it. */
    URI address(String path) {
        return URI.create(server.uri() + path + "?signature=valid");
    }

    List<ExchangeCall> calls() {
        return server.calls();
    }

    @Override
    public void close() {
        server.close();
    }

    private Response answer(Request request) throws IOException {
        if (!request.header("Authorization").isEmpty()) {
            return Response.of(400).content("text/plain", "only one way to authorise is allowed".getBytes());
        }
        if (!request.query("signature", "").equals("valid")) {
            return Response.of(403);
        }
        try {
            return blobs.to(request);
        } catch (RegistryRefusal refusal) {
            return refusal.response();
        }
    }
}
