package io.github.syncimage.github.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.eclipse.egit.github.core.client.GitHubClient;

/**
 * The client that camel-github writes comments with, made fit: it goes to the configured address as it is written (the
 * original adds {@code /api/v3} to every host but GitHub's own) and through {@link GitHubHttp}, so with time limits,
 * through the proxy, and without the JDK's habit of sending a POST again whose answer got lost.
 */
public final class CommentClient extends GitHubClient implements AutoCloseable {
    private final String address;
    private final CloseableHttpClient http;

    public CommentClient(URI apiUrl, GitHubHttp http) {
        super(apiUrl.getHost(), apiUrl.getPort(), apiUrl.getScheme());
        this.address = apiUrl.toString().replaceAll("/+$", "");
        this.http = http.open();
    }

    @Override
    public <V> V post(String uri, Object params, Type type) throws IOException {
        HttpPost post = new HttpPost(address + uri);
        post.setEntity(new StringEntity(toJson(params), ContentType.APPLICATION_JSON));
        return http.execute(post, response -> read(response, type));
    }

    private <V> V read(ClassicHttpResponse response, Type type) throws IOException {
        HttpEntity entity = response.getEntity();
        InputStream body = entity == null ? InputStream.nullInputStream() : entity.getContent();
        if (isOk(response.getCode())) {
            return type == null ? null : parseJson(body, type);
        }
        throw createException(body, response.getCode(), response.getReasonPhrase());
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
