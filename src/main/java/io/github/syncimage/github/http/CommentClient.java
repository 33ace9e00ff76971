package io.github.syncimage.github.http;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.GitHubException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.component.github.GitHubConstants;
import org.eclipse.egit.github.core.Repository;
import org.eclipse.egit.github.core.User;
import org.eclipse.egit.github.core.client.GitHubClient;
import org.eclipse.egit.github.core.service.IssueService;
import org.eclipse.egit.github.core.service.PullRequestService;
import org.eclipse.egit.github.core.service.RepositoryService;

/**
 * The client that camel-github writes comments with, made fit: it goes to the configured address as it is written (the
 * original adds {@code /api/v3} to every host but GitHub's own) and through {@link GitHubHttp}, so with time limits,
 * through the proxy, and without the JDK's habit of sending a POST again whose answer got lost.
 */
public final class CommentClient extends GitHubClient {
    private final GitHubHttp http;

    public CommentClient(URI apiUrl, GitHubHttp http) {
        super(apiUrl.getHost(), apiUrl.getPort(), apiUrl.getScheme());
        this.http = http;
    }

    @Override
    public <V> V post(String uri, Object params, Type type) throws IOException {
        Answer answer = http.send("POST", uri, toJson(params), null);
        if (!isOk(answer.status())) {
            throw new GitHubException(answer, uri);
        }
        return type == null
                ? null
                : parseJson(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)), type);
    }

    /** Returns what camel-github uses, by the names under which it looks for it. */
    public Map<String, Object> services() {
        return Map.of(
                GitHubConstants.GITHUB_REPOSITORY_SERVICE,
                new KnownRepository(this),
                GitHubConstants.GITHUB_ISSUE_SERVICE,
                new IssueService(this),
                GitHubConstants.GITHUB_PULL_REQUEST_SERVICE,
                new PullRequestService(this));
    }

    /** Its producer asks for the repository when it starts, which must not keep the daemon from starting without GitHub. */
    private static final class KnownRepository extends RepositoryService {
        KnownRepository(GitHubClient client) {
            super(client);
        }

        @Override
        public Repository getRepository(String owner, String name) {
            return new Repository().setName(name).setOwner(new User().setLogin(owner));
        }
    }
}
