package io.github.syncimage.github;

import java.net.HttpURLConnection;
import java.net.URI;
import org.eclipse.egit.github.core.client.GitHubClient;

/**
 * The client that camel-github writes comments with, made fit: it goes to the configured address as it is written (the
 * original adds {@code /api/v3} to every host but GitHub's own), has timeouts (the original waits for ever), sends
 * {@code Bearer}, follows no redirect, and shows every answer to the {@link RateLimit}.
 */
public final class CommentClient extends GitHubClient {
    private static final int CONNECT_MILLIS = 10_000;

    private final String path;
    private final String token;
    private final RateLimit limit;

    public CommentClient(URI apiUrl, String token, RateLimit limit) {
        super(apiUrl.getHost(), apiUrl.getPort(), apiUrl.getScheme());
        this.path = apiUrl.getPath() == null ? "" : apiUrl.getPath().replaceAll("/+$", "");
        this.token = token;
        this.limit = limit;
    }

    @Override
    protected String configureUri(String uri) {
        return path + uri;
    }

    @Override
    protected HttpURLConnection configureRequest(HttpURLConnection request) {
        super.configureRequest(request);
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(GitHubHttp.ANSWER_SECONDS * 1000);
        request.setInstanceFollowRedirects(false);
        request.setRequestProperty("Authorization", "Bearer " + token);
        request.setRequestProperty("Accept", GitHubHttp.ACCEPT);
        request.setRequestProperty("User-Agent", GitHubHttp.USER_AGENT);
        request.setRequestProperty("X-GitHub-Api-Version", GitHubHttp.API_VERSION);
        return request;
    }

    /** Called with every answer. */
    @Override
    protected GitHubClient updateRateLimits(HttpURLConnection request) {
        try {
            limit.observe(request.getResponseCode(), request::getHeaderField);
        } catch (java.io.IOException alreadyReported) {
            // The status was read before this is called, so it is at hand.
        }
        return super.updateRateLimits(request);
    }
}
