package io.github.syncimage.github;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Makes camel-http's client the one that talks to GitHub: it carries the token, so that no route has to, and shows every
 * answer to the {@link RateLimit}.
 */
public final class GitHubHttp implements HttpClientConfigurer {
    private static final String USER_AGENT = "sync-image";
    private static final String API_VERSION = "2022-11-28";
    private static final String ACCEPT = "application/vnd.github+json";
    /** GitHub ends requests that take it longer than 10 s; a slow line gets three times that. */
    private static final int ANSWER_SECONDS = 30;

    /** A host that takes no connection in this time takes none; a try comes later. */
    private static final int CONNECT_SECONDS = 10;

    private final String token;
    private final RateLimit limit;
    private final URI proxy;

    /** @param proxy that leads to GitHub, with its port, and its credentials where it wants some; or null */
    public GitHubHttp(String token, RateLimit limit, URI proxy) {
        this.token = token;
        this.limit = limit;
        this.proxy = proxy;
    }

    /** A client of the same kind, for those who do not go through camel-http; the caller closes it. */
    public CloseableHttpClient open() {
        ConnectionConfig connection = ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .build();
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(connection)
                        .build());
        configureHttpClient(builder);
        return builder.build();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        if (proxy != null) {
            lead(builder, new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort()));
        }
        builder.setUserAgent(USER_AGENT)
                // A second try is decided in routes/errors.camel.yaml, where it is seen.
                .disableAutomaticRetries()
                // A token goes to the host that it belongs to.
                .disableRedirectHandling()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .setConnectionRequestTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .build())
                .addRequestInterceptorLast((request, entity, context) -> {
                    request.setHeader("Authorization", "Bearer " + token);
                    request.setHeader("Accept", ACCEPT);
                    request.setHeader("X-GitHub-Api-Version", API_VERSION);
                })
                .addResponseInterceptorFirst((response, entity, context) ->
                        limit.observe(response.getCode(), name -> header(response, name)));
    }

    private void lead(HttpClientBuilder builder, HttpHost through) {
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
}
