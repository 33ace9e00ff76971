package io.github.syncimage.postprocess.dockerhub;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.PostStep;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.text.Json;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Docker Hub whether the mirrored image's repository is public, and has it say what it mirrors. A private repository
 * is left private: at Docker Hub that is a choice of the account, within its plan.
 */
public final class DockerHubStep {
    private static final Logger LOG = LoggerFactory.getLogger(DockerHubStep.class);

    /** Docker Hub's bound on the short description. */
    private static final int LONGEST_DESCRIPTION = 100;

    private final DockerHubApi api;

    /**
     * @param base address of the API, {@code https://hub.docker.com}
     * @param login user and password or token of the target; null where images go there without, or elsewhere
     * @param proxy that leads to the API, or null
     */
    public DockerHubStep(URI base, Credentials login, URI proxy) {
        this.api = login == null ? null : new DockerHubApi(base, login, proxy);
    }

    /** Never throws for what Docker Hub says: that is in the answer. */
    public PostStep describe(ImageReference source, ImageReference target) {
        if (api == null) {
            return PostStep.notConfigured("no login for Docker Hub is configured");
        }
        String path = target.repository().path();
        try {
            Map<String, Object> repository = api.repository(path);
            boolean described = describe(path, Json.text(repository, "description"), source);
            if (Json.flag(repository, "is_private", false)) {
                return PostStep.refused("Docker Hub says that the repository is private");
            }
            return described ? PostStep.DONE : PostStep.NOTHING;
        } catch (DockerHubApi.Failure e) {
            LOG.warn("could not ask Docker Hub about {}: {}", path, e.getMessage());
            return PostStep.refused("Docker Hub's API did not tell about the repository: " + e.getMessage());
        }
    }

    /** Access tokens of some kinds may push but not describe: that is no trouble of the image. */
    private boolean describe(String path, String now, ImageReference source) {
        String wanted = shortened("Mirror of " + source.repository());
        if (now.equals(wanted)) {
            return false;
        }
        try {
            api.describe(path, wanted);
            return true;
        } catch (DockerHubApi.Failure e) {
            LOG.info("Docker Hub lets this login not describe {}: {}", path, e.getMessage());
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }

    /** Why Docker Hub has no repository of that name; empty where it may have. */
    public static Optional<String> refusal(Repository repository) {
        String namespace = repository.namespace();
        if (namespace.isEmpty()) {
            return Optional.of("images at " + repository.host() + " need a namespace");
        }
        return namespace.indexOf('/') < 0
                ? Optional.empty()
                : Optional.of(
                        "Docker Hub has names of two levels only, the namespace '" + namespace + "' has more than one");
    }
}
