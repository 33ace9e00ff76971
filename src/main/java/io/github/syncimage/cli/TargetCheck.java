package io.github.syncimage.cli;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import java.util.List;

/** Begins a push to the target and takes it back. */
public final class TargetCheck {
    /** A repository that no image is mirrored to; nothing stays in it. */
    private static final String REPOSITORY = "sync-image-check";

    private TargetCheck() {}

    /** What keeps images from the target; none where all is well. */
    public static List<Problem> problems(Settings.Target target, HostDirectory hosts) {
        String namespace = target.namespace().isEmpty() ? "" : target.namespace() + "/";
        Repository repository = new Repository(target.registry(), namespace + REPOSITORY);
        try (RegistryClient client = new RegistryClient(hosts, 1)) {
            client.checkPush(repository);
            return List.of();
        } catch (RegistryException refused) {
            return List.of(new Problem(target.registry(), key(refused), refused.getMessage()));
        }
    }

    private static String key(RegistryException refused) {
        return refused.kind() == RegistryException.Kind.DENIED
                ? "registries.generic.username"
                : "registries.generic.registry";
    }
}
