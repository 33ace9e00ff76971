package io.github.syncimage.github.http;

import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

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

    /** A hundred comments of the longest that GitHub takes, in the longest UTF-8. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

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
        ClassicRequestBuilder request = ClassicRequestBuilder.create(method).setUri(address(path));
        if (json != null) {
            request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        }
        if (etag != null) {
            request.addHeader("If-None-Match", etag);
        }
        return client.execute(request.build(), this::answer);
    }

    private Answer answer(ClassicHttpResponse response) throws IOException {
        byte[] body =
                response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity(), MOST_BYTES);
        return new Answer(
                response.getCode(),
                new String(body, StandardCharsets.UTF_8),
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

    /** Breaks what is on its way. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
