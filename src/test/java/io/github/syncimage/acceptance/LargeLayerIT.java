package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.image.Digest;
import io.github.syncimage.testing.DockerRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer three times as large as the memory that the program gets. */
class LargeLayerIT {
    private static final int MIB = 1 << 20;
    private static final int LAYER_MIB = 288;
    private static final byte[] CONFIG =
            "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);

    private final byte[] piece = new byte[MIB];
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private byte[] manifest;
    private Digest layer;
    private HttpServer upstream;

    @TempDir
    private Path folder;

    /** Serves the layer without holding it: one random MiB again and again. */
    @BeforeEach
    void serve() throws Exception {
        new Random(1).nextBytes(piece);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < LAYER_MIB; i++) {
            sha.update(piece);
        }
        layer = Digest.parse("sha256:" + HexFormat.of().formatHex(sha.digest()));
        manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""".formatted(Digest.of(CONFIG), CONFIG.length, layer, (long) LAYER_MIB * MIB)
                .getBytes(StandardCharsets.UTF_8);
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        upstream.setExecutor(threads);
        upstream.createContext("/v2/a/manifests/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.of(manifest).toString());
            answer(exchange, manifest);
        });
        upstream.createContext("/v2/a/blobs/" + Digest.of(CONFIG), exchange -> answer(exchange, CONFIG));
        upstream.createContext("/v2/a/blobs/" + layer, this::sendLayer);
        upstream.start();
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, byte[] content) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", "" + content.length);
        }
        exchange.sendResponseHeaders(200, head ? -1 : content.length);
        if (!head) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    private void sendLayer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, (long) LAYER_MIB * MIB);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < LAYER_MIB; i++) {
                out.write(piece);
            }
        }
        exchange.close();
    }

    @Test
    void needsNoMemoryForItsSize() throws Exception {
        try (DockerRegistry target = DockerRegistry.start();
                Program copy = Program.startIn(
                        folder,
                        List.of("-Xmx96m"),
                        "copy",
                        "127.0.0.1:" + upstream.getAddress().getPort() + "/a:1",
                        target.host() + "/large:1",
                        "--set",
                        "app.data_dir=" + folder.resolve("data"))) {
            assertThat(copy.ended(0).out()).contains(Digest.of(manifest).toString());
            assertThat(target.data()
                            .resolve("docker/registry/v2/blobs/sha256")
                            .resolve(layer.hex().substring(0, 2))
                            .resolve(layer.hex())
                            .resolve("data"))
                    .hasSize((long) LAYER_MIB * MIB);
        }
    }
}
