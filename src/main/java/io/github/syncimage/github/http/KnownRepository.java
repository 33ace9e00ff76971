package io.github.syncimage.github.http;

import org.eclipse.egit.github.core.Repository;
import org.eclipse.egit.github.core.User;
import org.eclipse.egit.github.core.client.GitHubClient;
import org.eclipse.egit.github.core.service.RepositoryService;

/**
 * Answers camel-github's question for the repository without asking GitHub: its producer asks when it starts, so that
 * without this the daemon could not start while GitHub is down.
 */
public final class KnownRepository extends RepositoryService {
    public KnownRepository(GitHubClient client) {
        super(client);
    }

    @Override
    public Repository getRepository(String owner, String name) {
        return new Repository().setName(name).setOwner(new User().setLogin(owner));
    }
}
