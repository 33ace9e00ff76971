package io.github.syncimage.github;

import io.github.syncimage.github.http.GitHubHttp;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.model.UnreadableAnswerException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** What we have written on all issues of a repository, for who has forgotten it. */
public final class AllComments {
    /** A hundred comments of the longest that GitHub takes, in the longest UTF-8. */
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final int PAGE = 100;

    private final String address;
    private final CloseableHttpClient http;
    private final Identity identity;

    public AllComments(URI apiUrl, GitHubHttp http, Identity identity) {
        this.address = apiUrl.toString().replaceAll("/+$", "");
        this.http = http.open();
        this.identity = identity;
    }

    private record Page(List<IssueComment> comments, boolean last) {}

    /**
     * Hands on our comments, the oldest first.
     *
     * @param mostRequests after which it ends, however many comments there are
     * @throws IOException where GitHub does not tell; a server without such a list has none
     */
    public void ours(RepositoryName repository, int mostRequests, Consumer<IssueComment> comment) throws IOException {
        identify();
        for (int number = 1; number <= mostRequests; number++) {
            Page page = page(repository, number);
            page.comments().stream().filter(identity::ours).forEach(comment);
            if (page.last()) {
                return;
            }
        }
    }

    private void identify() throws IOException {
        if (identity.unknown()) {
            http.execute(new HttpGet(address + identity.address()), response -> {
                int status = response.getCode();
                if (status != 200 && status != 403 && status != 404) {
                    throw refused(response, identity.address());
                }
                identity.answered(status, EntityUtils.toString(response.getEntity(), MOST_BYTES));
                return true;
            });
        }
    }

    private Page page(RepositoryName repository, int number) throws IOException {
        String path =
                repository.path() + "/issues/comments?sort=created&direction=asc&per_page=" + PAGE + "&page=" + number;
        try {
            return http.execute(new HttpGet(address + path), response -> {
                if (response.getCode() == 404 || response.getCode() == 410) {
                    return new Page(List.of(), true);
                }
                if (response.getCode() != 200) {
                    throw refused(response, path);
                }
                String body = EntityUtils.toString(response.getEntity(), MOST_BYTES);
                List<IssueComment> comments = IssueComment.list(repository, body);
                Header link = response.getFirstHeader("Link");
                boolean next =
                        link == null ? comments.size() >= PAGE : link.getValue().contains("rel=\"next\"");
                return new Page(comments, !next || comments.isEmpty());
            });
        } catch (UnreadableAnswerException strange) {
            throw new IOException(strange.getMessage(), strange);
        }
    }

    private static IOException refused(ClassicHttpResponse response, String path) {
        return new IOException("GitHub answers " + response.getCode() + " to " + path);
    }
}
