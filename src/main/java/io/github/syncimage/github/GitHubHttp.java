package io.github.syncimage.github;

import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Makes camel-http's client the one that talks to GitHub: it carries the token, so that no route has to, and shows every
 * answer to the {@link RateLimit}.
 */
public final class GitHubHttp implements HttpClientConfigurer {
    static final String USER_AGENT = "sync-image";
    static final String API_VERSION = "2022-11-28";
    static final String ACCEPT = "application/vnd.github+json";
    /** GitHub ends requests that take it longer than 10 s; a slow line gets three times that. */
    static final int ANSWER_SECONDS = 30;

    private final String token;
    private final RateLimit limit;

    public GitHubHttp(String token, RateLimit limit) {
        this.token = token;
        this.limit = limit;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
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

    private static String header(HttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }
}
