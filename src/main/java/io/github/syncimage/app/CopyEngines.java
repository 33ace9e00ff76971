package io.github.syncimage.app;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.docker.DaemonAddress;
import io.github.syncimage.copy.docker.DockerCopier;
import io.github.syncimage.copy.docker.DockerDaemon;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import java.util.List;
import java.util.Map;

/** Makes the copier that {@code copy.engine} names. Nothing of Camel is loaded for the one that needs none. */
public final class CopyEngines {
    private CopyEngines() {}

    /**
     * @param signatures in place of the mode that the settings say
     * @param environment says where the Docker daemon is
     * @throws SettingsException when it says so in a way that nobody understands
     */
    public static Copier open(
            Settings settings,
            SignatureMode signatures,
            Map<String, String> environment,
            HostDirectory hosts,
            RegistryClient client,
            CopyHistory memory) {
        CopyLimits limits = new CopyLimits(
                settings.get(Keys.CONCURRENT_BLOBS), settings.get(Keys.IMAGE_SIZE), settings.get(Keys.IMAGE_TIME));
        return switch (settings.get(Keys.ENGINE)) {
            case REGISTRY -> new ImageCopier(client, memory, limits, signatures, settings.verify());
            case DOCKER ->
                new DockerCopier(
                        client,
                        new DockerDaemon(address(environment)),
                        hosts,
                        memory,
                        limits,
                        signatures,
                        settings.verify());
        };
    }

    /** Says what is wrong with what the environment tells about the engine. */
    public static List<Problem> problems(Settings settings, Map<String, String> environment) {
        try {
            if (settings.get(Keys.ENGINE) == Settings.CopyEngine.DOCKER) {
                address(environment);
            }
            return List.of();
        } catch (SettingsException e) {
            return e.problems();
        }
    }

    private static DaemonAddress address(Map<String, String> environment) {
        try {
            return DaemonAddress.of(environment);
        } catch (IllegalArgumentException e) {
            throw SettingsException.of("environment DOCKER_HOST", null, e.getMessage());
        }
    }
}
