package io.github.syncimage.flow.mirror;

import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.GitHub.CommentPage;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Marker;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.report.ToldOwners;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells from our own answers which source has which name at the target, where the database knows nothing of it: it may have
 * been lost. Nothing else would do, since an image can be copied to anybody's repository: docs/decisions/0164.
 *
 * @param namespaces from a repository to where its images and artifacts go, {@code registry/namespace}
 */
public record OwnAnswers(
        Repositories repositories,
        GitHub gitHub,
        Identity identity,
        Function<RepositoryName, List<String>> namespaces,
        URI api) {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAnswers.class);
    /** In a repository: ten thousand comments. */
    private static final int MOST_REQUESTS = 100;

    /**
     * The owners in a namespace; empty where no repository's images go there.
     *
     * @throws RegistryException where GitHub does not tell now, so that no name can be given
     */
    public Optional<Map<Repository, Repository>> owners(String namespace) {
        if (!repositories.known()) {
            throw notNow("which repositories are served is not known yet", null);
        }
        List<RepositoryName> there = repositories.all().stream()
                .map(ServedRepository::name)
                .filter(name -> namespaces.apply(name).contains(namespace))
                .toList();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        Map<Repository, Repository> owners = new LinkedHashMap<>();
        for (RepositoryName name : there) {
            try {
                read(name, owners);
            } catch (IOException e) {
                throw notNow(e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw notNow("interrupted", e);
            }
        }
        LOG.info("the database knows no owners of names in {}; our answers tell of {}", namespace, owners.size());
        return Optional.of(owners);
    }

    /** The oldest first: who was told of a name first has it. */
    private void read(RepositoryName name, Map<Repository, Repository> owners)
            throws IOException, InterruptedException {
        identity.identify();
        CommentPage page;
        int number = 1;
        do {
            page = gitHub.comments(name, number++, identity::ours);
            page.comments().stream().filter(identity::ours).forEach(comment -> Marker.of(comment)
                    .map(found -> ToldOwners.read(comment.body()))
                    .ifPresent(told -> told.forEach(owners::putIfAbsent)));
        } while (!page.last() && number <= MOST_REQUESTS);
    }

    /** As a limit, for whose end the image waits. */
    private RegistryException notNow(String why, Throwable cause) {
        return new RegistryException(Kind.RATE_LIMITED, "read our answers back", api.getHost(), why, cause);
    }
}
