package io.github.syncimage.github.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to GitHub: adds the token, shows every answer to the {@link RateLimit} of its account, waits for nothing
 * without end, and follows a repository that has moved, on the host that the token belongs to.
 */
public final class GitHubHttp implements AutoCloseable {
    private static final String USER_AGENT = "sync-image";
    private static final String API_VERSION = "2022-11-28";
    private static final String ACCEPT = "application/vnd.github+json";
    /** GitHub ends requests that take it longer than 10 s. */
    private static final int ANSWER_SECONDS = 15;

    private static final int TLS_SECONDS = 10;
    /** A host that takes no connection in this time, at any of its addresses, takes none; a try comes later. */
    private static final int CONNECT_SECONDS = 5;
    /** As many as answers are written at once, with room for the poll; GitHub takes a hundred. */
    private static final int CONNECTIONS = 80;

    private static final int MOST_REDIRECTS = 3;

    /** Of a call's context: what it is about, also after GitHub led to an address that does not say so. */
    static final String REPOSITORY = "sync-image.repository";

    private static final String TOKEN = "sync-image.token";

    /** One issue with the longest text that GitHub takes, each character of it escaped, and far more of all else. */
    private static final int MOST_BYTES = 2 * 1024 * 1024;
    /** What is looked at of an issue or a comment in a list. */
    private static final Json.Kept LISTED = Json.Kept.of(
                    "id",
                    "number",
                    "title",
                    "body",
                    "state",
                    "state_reason",
                    "comments",
                    "created_at",
                    "updated_at",
                    "closed_at",
                    "issue_url",
                    "author_association")
            .and("user", Json.Kept.of("login"))
            .and("labels", Json.Kept.of("name"))
            .and("pull_request", Json.Kept.of());

    private final String address;
    private final TokenSource tokens;
    private final RateLimits limits;
    private final CloseableHttpClient client;

    /**
     * What GitHub has answered.
     *
     * @param body empty where there is none
     * @param etag and {@code link}: headers, null where they are missing
     * @param elsewhere where it leads to, if that is another host, which is not followed; else null
     */
    public record Answer(int status, String body, String etag, String link, String elsewhere) {
        /** Returns whether a list goes on on another page. */
        public boolean hasNext() {
            return link != null && link.contains("rel=\"next\"");
        }

        /** Reads an object. */
        public Map<String, Object> json() throws UnreadableAnswerException {
            return read(Json::read);
        }

        /** Reads the objects of a list. */
        public List<Map<String, Object>> list() throws UnreadableAnswerException {
            return read(bytes -> {
                if (Json.readValue(bytes) instanceof List<?> list) {
                    return Json.objects(list);
                }
                throw new IOException("is no list");
            });
        }

        private <T> T read(Reader<T> reader) throws UnreadableAnswerException {
            try {
                return reader.read(body.getBytes(StandardCharsets.UTF_8));
            } catch (IOException strange) {
                throw new UnreadableAnswerException(strange);
            }
        }

        /** Returns what GitHub says of it; empty where that is nothing. */
        public String message() {
            try {
                return Json.text(json(), "message");
            } catch (UnreadableAnswerException nothing) {
                return "";
            }
        }
    }

    /**
     * @param api address of GitHub's API
     * @param proxy that leads to GitHub, with its port, and its credentials where it wants some; or null
     */
    public GitHubHttp(URI api, TokenSource tokens, RateLimits limits, URI proxy) {
        this.address = api.toString().replaceAll("/+$", "");
        this.tokens = tokens;
        this.limits = limits;
        this.client = client(proxy);
    }

    /** Sends one request; see {@link #send}. */
    public Answer get(String path) throws IOException {
        return send("GET", path, null, null);
    }

    /**
     * Sends one request, at once and once.
     *
     * @param path below the API's address, with the query
     * @param json to send, or null
     * @param etag of an earlier answer, or null
     * @throws IOException where there is no answer
     */
    public Answer send(String method, String path, String json, String etag) throws IOException {
        return client.execute(request(method, path, json, etag), response -> answer(response, text(response)));
    }

    /**
     * Asks for a list of issues or comments as {@link #send} does. Strangers have written them: a page may be larger than the
     * heap.
     *
     * @param element is given each, which the answer does not hold
     */
    public Answer list(String path, String etag, Consumer<Map<String, Object>> element) throws IOException {
        return client.execute(request("GET", path, null, etag), response -> {
            if (response.getCode() != HttpStatus.SC_OK) {
                return answer(response, text(response));
            }
            HttpEntity body = response.getEntity();
            InputStream bytes = body == null ? InputStream.nullInputStream() : body.getContent();
            try {
                Json.forEach(bytes, LISTED, element);
            } catch (JsonProcessingException strange) {
                throw new UnreadableAnswerException(strange);
            }
            return answer(response, "");
        });
    }

    private ClassicHttpRequest request(String method, String path, String json, String etag) throws IOException {
        ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(address(path));
        if (json != null) {
            request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        }
        if (etag != null) {
            request.addHeader("If-None-Match", etag);
        }
        return request.build();
    }

    private static String text(ClassicHttpResponse response) throws IOException {
        HttpEntity body = response.getEntity();
        return body == null ? "" : new String(EntityUtils.toByteArray(body, MOST_BYTES), StandardCharsets.UTF_8);
    }

    private Answer answer(ClassicHttpResponse response, String body) {
        return new Answer(
                response.getCode(),
                body,
                header(response, "ETag"),
                header(response, "Link"),
                elsewhere(header(response, "Location")));
    }

    private String elsewhere(String location) {
        boolean other = location != null
                && location.matches("(?i)https?://.*")
                && !authority(location).equals(authority(address));
        return other ? location.replaceAll("[?#].*", "") : null;
    }

    private static String authority(String url) {
        return url.replaceFirst("(?i)^(https?://[^/?#]*).*", "$1").toLowerCase(Locale.ROOT);
    }

    /** A path may be one that an answer has named. */
    private URI address(String path) throws IOException {
        try {
            return new URI(address + path);
        } catch (URISyntaxException named) {
            throw new IOException("GitHub names an address that is none: " + named.getMessage(), named);
        }
    }

    private CloseableHttpClient client(URI proxy) {
        HttpClientBuilder builder = HttpClients.custom();
        if (proxy != null) {
            lead(builder, proxy);
        }
        return builder.setUserAgent(USER_AGENT)
                // A second try is decided in routes/errors.camel.yaml, where it is seen.
                .disableAutomaticRetries()
                .setRedirectStrategy(new WithinHost())
                .setConnectionManager(connections())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .setConnectionRequestTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .setMaxRedirects(MOST_REDIRECTS)
                        .build())
                .addRequestInterceptorLast((request, entity, context) -> {
                    authorize(request, context);
                    request.setHeader("Accept", ACCEPT);
                    request.setHeader("X-GitHub-Api-Version", API_VERSION);
                })
                .addResponseInterceptorFirst((response, entity, context) -> {
                    refusePage(response);
                    RepositoryName repository = (RepositoryName) context.getAttribute(REPOSITORY);
                    limits.of(repository).observe(response.getCode(), name -> header(response, name));
                })
                .addExecInterceptorFirst("renew-token", this::sendAgainWithAnotherToken)
                .build();
    }

    private void authorize(HttpRequest request, HttpContext context) throws IOException {
        RepositoryName.in(request.getPath()).ifPresent(repository -> context.setAttribute(REPOSITORY, repository));
        String token = tokens.token((RepositoryName) context.getAttribute(REPOSITORY));
        context.setAttribute(TOKEN, token);
        request.setHeader("Authorization", "Bearer " + token);
    }

    /** Nothing was done for a token that GitHub does not know, so everything may be sent again. */
    private ClassicHttpResponse sendAgainWithAnotherToken(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        // What is sent gets headers on its way.
        ClassicHttpRequest again = ClassicRequestBuilder.copy(request).build();
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpContext context = scope.clientContext;
        if (response.getCode() != HttpStatus.SC_UNAUTHORIZED
                || !tokens.refused(
                        (RepositoryName) context.getAttribute(REPOSITORY), (String) context.getAttribute(TOKEN))) {
            return response;
        }
        response.close();
        return chain.proceed(again, scope);
    }

    private static PoolingHttpClientConnectionManager connections() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .setSocketTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(TLS_SECONDS, TimeUnit.SECONDS)
                        .build())
                .build();
    }

    // A portal that wants somebody to log in says 200 to everything: nothing that was sent has reached GitHub.
    private static void refusePage(HttpResponse response) throws IOException {
        String type = header(response, "Content-Type");
        if (response.getCode() < 300 && type != null && type.strip().matches("(?i)(text/html|application/xhtml).*")) {
            throw new IOException("something on the way answers with a web page instead of GitHub");
        }
    }

    private static void lead(HttpClientBuilder builder, URI proxy) {
        HttpHost through = new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort());
        builder.setProxy(through);
        if (proxy.getUserInfo() != null) {
            String[] user = proxy.getUserInfo().split(":", 2);
            BasicCredentialsProvider credentials = new BasicCredentialsProvider();
            credentials.setCredentials(
                    new AuthScope(through),
                    new UsernamePasswordCredentials(user[0], (user.length > 1 ? user[1] : "").toCharArray()));
            builder.setDefaultCredentialsProvider(credentials);
        }
    }

    private static String header(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** GitHub, or something in front of it, answered with what is not the JSON that its API describes. */
    public static final class UnreadableAnswerException extends IOException {
        UnreadableAnswerException(IOException cause) {
            super("GitHub's answer is not the JSON that was asked for", cause);
        }
    }

    private interface Reader<T> {
        T read(byte[] bytes) throws IOException;
    }

    /** Breaks what is on its way. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /**
     * Follows a repository that was renamed or transferred, which GitHub answers with 301 or 307 and another path of the same
     * host. A token goes to no other host, and what changes something is sent as it is or not at all.
     *
     * @see <a href="https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api">redirects</a>
     */
    private static final class WithinHost extends DefaultRedirectStrategy {
        private static final Logger LOG = LoggerFactory.getLogger(WithinHost.class);
        /** With the others a client may make a GET of a POST. */
        private static final Set<Integer> KEEP_METHOD = Set.of(307, 308);

        private final Set<String> told = ConcurrentHashMap.newKeySet();

        @Override
        public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
                throws ProtocolException {
            return super.isRedirected(request, response, context)
                    && (request.getMethod().equals("GET") || KEEP_METHOD.contains(response.getCode()));
        }

        @Override
        public boolean isRedirectAllowed(HttpHost current, HttpHost other, HttpRequest redirect, HttpContext context) {
            // The first may lack the port that its scheme has anyway.
            if (!withPort(current).equals(withPort(other))) {
                return false;
            }
            String repository = String.valueOf(context.getAttribute(GitHubHttp.REPOSITORY));
            if (told.add(repository)) {
                LOG.warn(
                        "the repository has moved: GitHub leads to {}, which is followed; set the new name of {}",
                        redirect.getPath().replaceAll("[?].*", ""),
                        repository);
            }
            return true;
        }

        private static HttpHost withPort(HttpHost host) {
            return RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
        }
    }

    /** GitHub has answered that it does not do what was asked. */
    public static final class GitHubException extends IOException {
        private final transient Answer answer;

        /** @param path that was asked for */
        public GitHubException(Answer answer, String path) {
            super("GitHub answers " + answer.status() + " to " + path);
            this.answer = answer;
        }

        public Answer answer() {
            return answer;
        }
    }
}
