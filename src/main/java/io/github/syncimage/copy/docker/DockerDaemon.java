package io.github.syncimage.copy.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.core.command.PullImageResultCallback;
import com.github.dockerjava.core.command.PushImageResultCallback;
import com.github.dockerjava.jaxrs.JerseyDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.docker.DockerClientFactory;
import org.apache.camel.component.docker.DockerComponent;
import org.apache.camel.component.docker.DockerConfiguration;
import org.apache.camel.component.docker.DockerConstants;
import org.apache.camel.component.docker.DockerEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Docker daemon. Image names are full ones, {@code docker.io/library/nginx}; a failure becomes a {@link
 * RegistryException}, as if the registry had been asked directly. Nothing is tried again here: the daemon itself
 * repeats each layer five times.
 */
public final class DockerDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerDaemon.class);
    /** 20 GiB, the usual limit of an image, at 1 MiB/s. A daemon says nothing while it waits for a slow registry. */
    private static final long LONGEST_TRANSFER_HOURS = 6;

    /**
     * An image at its registry, as the daemon saw it there.
     *
     * @param root the manifest or index that the name stands for; size 0 where the daemon did not say
     * @param platforms each once, in the order of the index, without {@code unknown/unknown}; a daemon does not tell the
     *     digests of their manifests
     */
    public record RemoteImage(Descriptor root, List<Platform> platforms) {}

    /**
     * An image on the daemon's disk.
     *
     * @param platform as its config says
     * @param size unpacked bytes
     */
    public record LocalImage(Platform platform, long size) {}

    /** More than a descriptor and a thousand platforms take. */
    private static final int LONGEST_ANSWER = 1024 * 1024;
    /** The local daemon answers a connection at once, or is not there. */
    private static final int CONNECT_MILLIS = 10_000;
    /** The daemon itself asks the registry meanwhile: token, manifest and config, with its own retries. */
    private static final int READ_MILLIS = 120_000;

    /** Jersey warns of a provider that is not needed here. In a field, since a collected logger loses its level. */
    private static final java.util.logging.Logger JERSEY = java.util.logging.Logger.getLogger("org.glassfish.jersey");

    private final DaemonTrouble trouble;
    private final Endpoints endpoints;
    private final DockerHttpClient http;

    public DockerDaemon(DaemonAddress address) {
        trouble = new DaemonTrouble(address);
        endpoints = new Endpoints(address);
        JERSEY.setLevel(java.util.logging.Level.SEVERE);
        http = new JerseyDockerHttpClient.Builder()
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

    /**
     * Has the daemon ask the image's registry what the name stands for. Neither camel-docker nor docker-java have a command
     * for that.
     *
     * @param image with tag or digest
     * @param credentials for its registry, or null
     * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.44/#tag/Distribution">the daemon's API</a>
     */
    public RemoteImage find(String image, Credentials credentials) {
        String action = "read the manifest";
        Request.Builder request = Request.builder();
        request.method(Request.Method.GET).path("/distribution/" + image + "/json");
        if (credentials != null) {
            byte[] login = Json.write(
                    credentials.isIdentityToken()
                            ? Map.of("identitytoken", credentials.password())
                            : Map.of("username", credentials.username(), "password", credentials.password()));
            request.putHeader("X-Registry-Auth", Base64.getUrlEncoder().encodeToString(login));
        }
        try (Response response = http.execute(request.build())) {
            byte[] body = response.getBody().readNBytes(LONGEST_ANSWER);
            if (response.getStatusCode() != 200) {
                throw trouble.refused(action, image, response.getStatusCode(), message(body), null);
            }
            return read(action, image, body);
        } catch (IOException | RuntimeException e) {
            throw trouble.of(action, image, e);
        }
    }

    private RemoteImage read(String action, String image, byte[] body) {
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
            throw trouble.refused(action, image, 200, "something that " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw trouble.refused(action, image, 200, "a descriptor without digest", e);
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

    /**
     * Pulls an image, and ends that as soon as the daemon tells of more bytes: they would fill its disk.
     *
     * @param digest of its manifest, or of an index from which {@code platform} is to be chosen
     * @param platform null where the digest is a manifest's
     * @param most compressed bytes of all layers
     * @return compressed bytes of the layers that it had to fetch, as far as it has told; more than {@code most} where the
     *     image was not pulled for that
     */
    public long pull(String repository, Digest digest, Platform platform, Credentials credentials, long most) {
        LayerSizes sizes = new LayerSizes(most);
        try {
            transfer("pull the image", repository + "@" + digest, () -> {
                PullImageCmd command = endpoints
                        .client()
                        .pullImageCmd(repository)
                        .withTag(digest.toString())
                        .withAuthConfig(authorization(credentials));
                return (platform == null ? command : command.withPlatform(platform.toString())).exec(sizes);
            });
        } catch (RegistryException e) {
            if (sizes.sum() <= most) {
                throw e;
            }
        }
        return sizes.sum();
    }

    /** Adds up what a daemon tells of the layers on their way. */
    private static final class LayerSizes extends PullImageResultCallback {
        /** Other lines tell of layers, too, in units of their own. */
        private static final String DOWNLOADING = "Downloading";

        private final Map<String, Long> layers = new ConcurrentHashMap<>();
        private final long most;

        LayerSizes(long most) {
            this.most = most;
        }

        @Override
        public void onNext(PullResponseItem line) {
            super.onNext(line);
            ResponseItem.ProgressDetail progress = line.getProgressDetail();
            if (progress != null && line.getId() != null && DOWNLOADING.equals(line.getStatus())) {
                // Where a registry has not said how long a layer is, what has come of it counts.
                long size = Math.max(number(progress.getTotal()), number(progress.getCurrent()));
                layers.merge(line.getId(), size, Math::max);
                if (sum() > most) {
                    end();
                }
            }
        }

        /** A daemon that loses its client gives up, and deletes what it has of the layers. */
        private void end() {
            try {
                close();
            } catch (IOException e) {
                LOG.debug("ending a pull: {}", e.getMessage());
            }
        }

        private static long number(Long told) {
            return told == null ? 0 : told;
        }

        long sum() {
            return layers.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** An image on the daemon's disk; empty when it is not there. */
    public Optional<LocalImage> local(String image) {
        try {
            InspectImageResponse found = endpoints.call(
                    "imageinspect", Map.of(DockerConstants.DOCKER_IMAGE_ID, image), InspectImageResponse.class);
            Platform platform = new Platform(found.getOs(), found.getArch(), null);
            return Optional.of(new LocalImage(platform, found.getSize() == null ? 0 : found.getSize()));
        } catch (RuntimeException e) {
            RegistryException translated = trouble.of("look for the image", image, e);
            if (translated.kind() == RegistryException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw translated;
        }
    }

    public void tag(String image, String repository, String tag) {
        Map<String, Object> headers = Map.ofEntries(
                Map.entry(DockerConstants.DOCKER_IMAGE_ID, image),
                Map.entry(DockerConstants.DOCKER_REPOSITORY, repository),
                Map.entry(DockerConstants.DOCKER_TAG, tag),
                Map.entry(DockerConstants.DOCKER_FORCE, true));
        try {
            endpoints.call("imagetag", headers, Object.class);
        } catch (RuntimeException e) {
            throw trouble.of("tag the image", repository + ":" + tag, e);
        }
    }

    public void push(String repository, String tag, Credentials credentials) {
        transfer("push the image", repository + ":" + tag, () -> endpoints
                .client()
                .pushImageCmd(repository)
                .withTag(tag)
                .withAuthConfig(authorization(credentials))
                .exec(new PushImageResultCallback()));
    }

    /**
     * Removes a name of a local image, and with its last name the image, also in a thread that was told to stop. A
     * failure is only logged.
     */
    public void forget(String image) {
        boolean interrupted = Thread.interrupted();
        try {
            endpoints.call("imageremove", Map.of(DockerConstants.DOCKER_IMAGE_ID, image), Object.class);
        } catch (RuntimeException e) {
            RegistryException translated = trouble.of("remove the image", image, e);
            if (translated.kind() != RegistryException.Kind.NOT_FOUND) {
                LOG.warn("{}; it takes up disk until somebody removes it", translated.getMessage());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The daemon answers at once and then sends lines, the last of which tells a failure. Pull and push do not go
     * through camel-docker's endpoints, since these drop the lines, so that a denied push looks successful; they also
     * wait without a limit, and cannot name a platform.
     */
    private void transfer(String action, String image, Supplier<ResultCallbackTemplate<?, ?>> transfer) {
        try (Hold work = Cancellation.onCancel(() -> {});
                ResultCallbackTemplate<?, ?> talk = transfer.get()) {
            if (!talk.awaitCompletion(LONGEST_TRANSFER_HOURS, TimeUnit.HOURS)) {
                throw trouble.silent(
                        action, image, new IOException("not done after " + LONGEST_TRANSFER_HOURS + " hours"));
            }
            // This form also looks for an error in the last line.
            talk.awaitCompletion();
        } catch (InterruptedException | IOException | RuntimeException e) {
            throw trouble.of(action, image, e);
        }
    }

    private static AuthConfig authorization(Credentials credentials) {
        if (credentials == null) {
            return new AuthConfig().withUsername("").withPassword("");
        }
        return credentials.isIdentityToken()
                ? new AuthConfig().withIdentityToken(credentials.password())
                : new AuthConfig().withUsername(credentials.username()).withPassword(credentials.password());
    }

    @Override
    public void close() {
        endpoints.close();
        try {
            http.close();
        } catch (IOException e) {
            // Its connections go with the process.
        }
    }

    /**
     * camel-docker's endpoints for one daemon, in a context of their own: {@code copy} needs them without any route, and
     * they must outlive a reload of the routes.
     */
    private static final class Endpoints implements AutoCloseable {
        /** camel-docker insists on all three; what needs a login gives it with its command. */
        private static final List<String> LOGIN =
                List.of(DockerConstants.DOCKER_USERNAME, DockerConstants.DOCKER_PASSWORD, DockerConstants.DOCKER_EMAIL);

        private final DefaultCamelContext camel = new DefaultCamelContext();
        private final String options;
        private final ProducerTemplate template;
        private final DockerComponent component = new DockerComponent();

        Endpoints(DaemonAddress address) {
            options = address.options();
            camel.disableJMX();
            camel.addComponent("docker", component);
            camel.start();
            template = camel.createProducerTemplate();
        }

        /** @throws RuntimeException around what docker-java threw */
        synchronized <T> T call(String operation, Map<String, Object> headers, Class<T> type) {
            return template.requestBodyAndHeaders("docker:" + operation + options, null, headers, type);
        }

        /** The client behind the endpoints, for calls that they do not offer. */
        synchronized DockerClient client() {
            DockerConfiguration configuration =
                    ((DockerEndpoint) camel.getEndpoint("docker:imagepull" + options)).getConfiguration();
            Message nobody = new DefaultMessage(camel);
            LOGIN.forEach(name -> nobody.setHeader(name, ""));
            return DockerClientFactory.getDockerClient(component, configuration, nobody);
        }

        @Override
        public void close() {
            camel.stop();
        }
    }
}
