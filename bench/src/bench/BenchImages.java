package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes images of a given shape in a registry: layers are gzip streams of random bytes, which is what a copying tool
 * sees of real ones, and the configs name them by their uncompressed digests.
 */
final class BenchImages {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final String registry;
    private final Path folder;
    private final Random random = new Random(20261124);
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param registry {@code host:port}; {@code folder} holds one layer at a time */
    BenchImages(String registry, Path folder) {
        this.registry = registry;
        this.folder = folder;
    }

    private record Blob(String digest, String diffId, long size) {}

    /** Pushes an index of these architectures, each with its own layers of that size; answers the index's digest. */
    String index(String repository, List<String> architectures, int layers, int layerBytes) throws Exception {
        List<String> entries = new ArrayList<>();
        for (String architecture : architectures) {
            byte[] manifest = platform(repository, architecture, layers, layerBytes);
            String digest = put(repository, digest(manifest), MANIFEST, manifest);
            entries.add("""
                    {"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"%s"}}""".formatted(MANIFEST, digest, manifest.length, architecture));
        }
        String index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(INDEX, String.join(",", entries));
        return put(repository, "1", INDEX, index.getBytes(StandardCharsets.UTF_8));
    }

    /** Pushes a lone manifest of one platform; answers its digest. */
    String single(String repository, int layers, int layerBytes) throws Exception {
        return put(repository, "1", MANIFEST, platform(repository, "amd64", layers, layerBytes));
    }

    private byte[] platform(String repository, String architecture, int layers, int layerBytes) throws Exception {
        List<String> descriptors = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            Blob layer = pushLayer(repository, layerBytes);
            diffIds.add('"' + layer.diffId + '"');
            descriptors.add("""
                    {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}""".formatted(layer.digest, layer.size));
        }
        byte[] config = """
                {"os":"linux","architecture":"%s","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(architecture, String.join(",", diffIds)).getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("config"), config);
        pushBlob(repository, digest(config), file);
        return """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
                "layers":[%s]}""".formatted(MANIFEST, digest(config), config.length, String.join(",", descriptors))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Blob pushLayer(String repository, int bytes) throws Exception {
        Path file = folder.resolve("layer");
        MessageDigest compressed = MessageDigest.getInstance("SHA-256");
        MessageDigest plain = MessageDigest.getInstance("SHA-256");
        try (OutputStream out = new StoringGzip(new DigestOutputStream(Files.newOutputStream(file), compressed))) {
            byte[] buffer = new byte[Math.min(bytes, 1 << 20)];
            for (int left = bytes; left > 0; left -= buffer.length) {
                random.nextBytes(buffer);
                int count = Math.min(left, buffer.length);
                plain.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }
        Blob blob = new Blob(name(compressed), name(plain), Files.size(file));
        pushBlob(repository, blob.digest, file);
        return blob;
    }

    /** Random bytes do not compress, so no time is spent on trying. */
    private static final class StoringGzip extends GZIPOutputStream {
        StoringGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.NO_COMPRESSION);
        }
    }

    private void pushBlob(String repository, String digest, Path file) throws Exception {
        URI start = URI.create("http://%s/v2/%s/blobs/uploads/".formatted(registry, repository));
        HttpResponse<String> session =
                send(HttpRequest.newBuilder(start).POST(HttpRequest.BodyPublishers.noBody()), 202);
        String location = session.headers().firstValue("Location").orElseThrow();
        URI upload = start.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + digest);
        send(
                HttpRequest.newBuilder(upload)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofFile(file)),
                201);
    }

    private String put(String repository, String reference, String mediaType, byte[] manifest) throws Exception {
        URI at = URI.create("http://%s/v2/%s/manifests/%s".formatted(registry, repository, reference));
        send(
                HttpRequest.newBuilder(at)
                        .header("Content-Type", mediaType)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)),
                201);
        return digest(manifest);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws Exception {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IOException(response.request().method() + " " + response.uri() + ": " + response.statusCode()
                    + " " + response.body());
        }
        return response;
    }

    private static String digest(byte[] content) throws Exception {
        return name(MessageDigest.getInstance("SHA-256"), content);
    }

    private static String name(MessageDigest digest, byte... content) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest(content));
    }
}
