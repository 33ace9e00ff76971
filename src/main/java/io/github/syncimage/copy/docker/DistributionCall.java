package io.github.syncimage.copy.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.jaxrs.JerseyDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.github.syncimage.copy.docker.DockerDaemon.RemoteImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /distribution/NAME/json}: what a name stands for at its registry. Neither camel-docker nor docker-java
 * have a command for it, so it goes over docker-java's HTTP client.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.44/#tag/Distribution">the daemon's API</a>
 */
final class DistributionCall implements AutoCloseable {
    private static final String ACTION = "read the manifest";
    /** More than a descriptor and a thousand platforms take. */
    private static final int LONGEST_ANSWER = 1024 * 1024;
    /** The local daemon answers a connection at once, or is not there. */
    private static final int CONNECT_MILLIS = 10_000;
    /** The daemon itself asks the registry meanwhile: token, manifest and config, with its own retries. */
    private static final int READ_MILLIS = 120_000;

    /** Jersey warns of a provider that is not needed here. In a field, since a collected logger loses its level. */
    private static final java.util.logging.Logger JERSEY = java.util.logging.Logger.getLogger("org.glassfish.jersey");

    private final DockerHttpClient client;
    private final DaemonTrouble trouble;

    DistributionCall(DaemonAddress address, DaemonTrouble trouble) {
        this.trouble = trouble;
        JERSEY.setLevel(java.util.logging.Level.SEVERE);
        client = new JerseyDockerHttpClient.Builder()
                .dockerHost(address.complete())
                .sslConfig(
                        address.tls()
                                ? new LocalDirectorySSLConfig(
                                        address.certificates().toString())
                                : null)
                .connectTimeout(CONNECT_MILLIS)
                .readTimeout(READ_MILLIS)
                .build();
    }

    /** @param credentials or null */
    RemoteImage find(String image, Credentials credentials) {
        Request.Builder request = Request.builder();
        request.method(Request.Method.GET).path("/distribution/" + image + "/json");
        if (credentials != null) {
            request.putHeader("X-Registry-Auth", authorization(credentials));
        }
        try (Response response = client.execute(request.build())) {
            byte[] body = response.getBody().readNBytes(LONGEST_ANSWER);
            if (response.getStatusCode() != 200) {
                throw trouble.refused(ACTION, image, response.getStatusCode(), message(body), null);
            }
            return read(image, body);
        } catch (IOException | RuntimeException e) {
            throw trouble.of(ACTION, image, e);
        }
    }

    private RemoteImage read(String image, byte[] body) {
        try {
            Map<String, Object> answer = Json.read(body);
            Map<String, Object> descriptor = Json.object(answer, "Descriptor");
            List<Platform> platforms = Json.objects(answer, "Platforms").stream()
                    .map(offered -> new Platform(
                            Json.text(offered, "os"),
                            Json.text(offered, "architecture"),
                            Json.text(offered, "variant")))
                    .filter(platform ->
                            !platform.os().isEmpty() && !platform.architecture().isEmpty())
                    .filter(platform -> !Platform.UNKNOWN.equals(platform))
                    .distinct()
                    .toList();
            Digest digest = Digest.parse(Json.text(descriptor, "digest"));
            return new RemoteImage(
                    new Descriptor(Json.text(descriptor, "mediaType"), digest, Json.number(descriptor, "size", 0)),
                    platforms);
        } catch (IOException e) {
            throw trouble.refused(ACTION, image, 200, "something that " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw trouble.refused(ACTION, image, 200, "a descriptor without digest", e);
        }
    }

    private static String message(byte[] body) {
        try {
            String message = Json.text(Json.read(body), "message");
            return message.isEmpty() ? "nothing" : message;
        } catch (IOException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static String authorization(Credentials credentials) {
        byte[] json = Json.write(
                credentials.isIdentityToken()
                        ? Map.of("identitytoken", credentials.password())
                        : Map.of("username", credentials.username(), "password", credentials.password()));
        return Base64.getUrlEncoder().encodeToString(json);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
