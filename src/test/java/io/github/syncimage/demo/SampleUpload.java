package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Credentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Pushes sample images over HTTP into any registry that is open or takes Basic credentials. */
public final class SampleUpload {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI registry;
    private final String authorization;

    /** @param credentials or null */
    public SampleUpload(URI registry, Credentials credentials) {
        this.registry = registry;
        this.authorization = credentials == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((credentials.username() + ":" + credentials.password())
                                        .getBytes(StandardCharsets.UTF_8));
    }

    public SampleUpload(URI registry) {
        this(registry, null);
    }

    /** Blobs first, then what an index lists, then the image under its tag or digest. */
    public Digest push(String repository, String reference, SampleImage image) {
        image.children().forEach(child -> push(repository, child.digest().toString(), child));
        image.blobs().forEach(blob -> pushBlob(repository, blob));
        URI at = registry.resolve("/v2/" + repository + "/manifests/" + reference);
        send("PUT", at, image.manifest().mediaType(), image.manifest().bytes(), 201);
        return image.digest();
    }

    private void pushBlob(String repository, byte[] blob) {
        URI begin = registry.resolve("/v2/" + repository + "/blobs/uploads/");
        String location = send("POST", begin, null, new byte[0], 202)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String query = (location.contains("?") ? "&" : "?") + "digest=" + Digest.of(blob);
        send("PUT", begin.resolve(location + query), "application/octet-stream", blob, 201);
    }

    private HttpResponse<String> send(String method, URI uri, String mediaType, byte[] body, int expected) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (mediaType != null) {
            request.header("Content-Type", mediaType);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                throw new IllegalStateException(
                        method + " " + uri.getPath() + " answered " + response.statusCode() + ": " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + uri.getPath() + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + uri.getPath() + " was interrupted", e);
        }
    }
}
