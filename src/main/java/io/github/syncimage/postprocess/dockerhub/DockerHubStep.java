package io.github.syncimage.postprocess.dockerhub;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Docker Hub whether the mirrored image's repository is public, and has it say what it mirrors. A private repository
 * is left private: at Docker Hub that is a choice of the account, within its plan. The API is another host than the
 * registry, with a token of its own that a login gets.
 *
 * @see <a href="https://docs.docker.com/reference/api/hub/latest/">Docker Hub API</a>
 */
public final class DockerHubStep {
    private static final Logger LOG = LoggerFactory.getLogger(DockerHubStep.class);

    /** Docker Hub's bound on the short description. */
    private static final int LONGEST_DESCRIPTION = 100;

    /** These calls are waited for as long as others that only a detail of an answer depends on. */
    private static final Timeout CONNECT = Timeout.ofSeconds(10);

    private static final Timeout ANSWER = Timeout.ofSeconds(30);

    /** A repository's answer carries its description, 25,000 characters at most, and little else. */
    private static final int LONGEST_ANSWER = 256 * 1024;

    /** Docker Hub's API did not do what it was asked; the message is one line. */
    private static final class Failure extends RuntimeException {
        private final int status;

        /** @param status of HTTP, 0 where no answer came */
        private Failure(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private final URI base;
    private final Credentials login;
    private final CloseableHttpClient http;
    private String token;

    /**
     * @param base address of the API, {@code https://hub.docker.com}
     * @param login user and password or token of the target; null where images go there without, or elsewhere
     * @param proxy that leads to the API, {@code http://[user:password@]host:port}, or null
     */
    public DockerHubStep(URI base, Credentials login, URI proxy) {
        this.base = base;
        this.login = login;
        this.http = login == null ? null : open(proxy);
    }

    /** Never throws for what Docker Hub says: that is in the answer. */
    public PostStep describe(ImageReference source, ImageReference target) {
        if (login == null) {
            return PostStep.notConfigured("no login for Docker Hub is configured");
        }
        String path = target.repository().path();
        try {
            Map<String, Object> repository = withToken("GET", path, null);
            boolean described = describe(path, Json.text(repository, "description"), source);
            if (Json.flag(repository, "is_private", false)) {
                return PostStep.refused("Docker Hub says that the repository is private");
            }
            return described ? PostStep.DONE : PostStep.NOTHING;
        } catch (Failure e) {
            LOG.warn("could not ask Docker Hub about {}: {}", path, e.getMessage());
            return PostStep.refused("Docker Hub's API did not tell about the repository: " + e.getMessage());
        }
    }

    /** Access tokens of some kinds may push but not describe: that is no trouble of the image. */
    private boolean describe(String path, String now, ImageReference source) {
        String wanted = shortened("Mirror of " + source.repository());
        if (now.equals(wanted)) {
            return false;
        }
        try {
            withToken("PATCH", path, Map.of("description", wanted));
            return true;
        } catch (Failure e) {
            LOG.info("Docker Hub lets this login not describe {}: {}", path, e.getMessage());
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }

    /** Tokens die after minutes: one that is refused is replaced once. */
    private synchronized Map<String, Object> withToken(String method, String path, Map<String, ?> body) {
        String known = token;
        try {
            return send(method, "/v2/repositories/" + path + "/", body, known == null ? newToken() : known);
        } catch (Failure e) {
            if (e.status != 401 || known == null) {
                throw e;
            }
            return send(method, "/v2/repositories/" + path + "/", body, newToken());
        }
    }

    private String newToken() {
        token = null;
        Map<String, ?> keys = Map.of("identifier", login.username(), "secret", login.password());
        token = Json.text(send("POST", "/v2/auth/token", keys, null), "access_token");
        return token;
    }

    private Map<String, Object> send(String method, String path, Map<String, ?> body, String bearer) {
        var request = new HttpUriRequestBase(method, URI.create(base + path));
        request.setHeader("Accept", "application/json");
        if (bearer != null) {
            request.setHeader("Authorization", "Bearer " + bearer);
        }
        if (body != null) {
            request.setEntity(new StringEntity(Json.text(body), ContentType.APPLICATION_JSON));
        }
        try {
            return http.execute(request, DockerHubStep::read);
        } catch (IOException e) {
            throw new Failure(0, "no answer");
        }
    }

    private static Map<String, Object> read(ClassicHttpResponse answer) throws IOException {
        HttpEntity entity = answer.getEntity();
        byte[] bytes = entity == null ? new byte[0] : entity.getContent().readNBytes(LONGEST_ANSWER);
        if (answer.getCode() >= 300) {
            throw new Failure(answer.getCode(), "answer " + answer.getCode());
        }
        return bytes.length == 0 ? Map.of() : Json.read(bytes);
    }

    private static CloseableHttpClient open(URI proxy) {
        var connection = ConnectionConfig.custom()
                .setConnectTimeout(CONNECT)
                .setSocketTimeout(ANSWER)
                .build();
        var builder = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(connection)
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(ANSWER).build())
                .setUserAgent("sync-image")
                .disableRedirectHandling()
                .disableCookieManagement();
        if (proxy != null) {
            HttpHost through = new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort());
            builder.setProxy(through);
            if (proxy.getUserInfo() != null) {
                String[] user = proxy.getUserInfo().split(":", 2);
                char[] password = (user.length > 1 ? user[1] : "").toCharArray();
                var credentials = new BasicCredentialsProvider();
                credentials.setCredentials(new AuthScope(through), new UsernamePasswordCredentials(user[0], password));
                builder.setDefaultCredentialsProvider(credentials);
            }
        }
        return builder.build();
    }

    /** Why Docker Hub has no repository of that name; empty where it may have. */
    public static Optional<String> refusal(Repository repository) {
        String namespace = repository.namespace();
        if (namespace.isEmpty()) {
            return Optional.of("images at " + repository.host() + " need a namespace");
        }
        return namespace.indexOf('/') < 0
                ? Optional.empty()
                : Optional.of(
                        "Docker Hub has names of two levels only, the namespace '" + namespace + "' has more than one");
    }
}
