package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.app.CopyEngines;
import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.watch.WatchMemory;
import java.util.Map;

/**
 * What the commands that talk to registries need, without a Camel context of routes. The memory opens beside the first
 * requests, and where it cannot be opened a warning is all that comes of it.
 */
public record OpenCopier(RegistryClient client, CopyHistory memory, Copier copier) implements AutoCloseable {
    /** For reading only, which no daemon is needed for: remembers nothing. */
    static OpenCopier forReading(Settings settings, HostDirectory hosts) {
        RegistryClient client = client(settings, hosts, Budgets.ALONE);
        CopyHistory memory = CopyHistory.NONE;
        return new OpenCopier(
                client,
                memory,
                new ImageCopier(client, memory, CopyLimits.DEFAULT, SignatureMode.OFF, settings.verify()));
    }

    /**
     * Copies by the engine that is configured.
     *
     * @param signatures in place of the mode that the settings say
     */
    public static OpenCopier withMemory(
            Settings settings, SignatureMode signatures, HostDirectory hosts, Map<String, String> environment) {
        if (settings.get(Keys.ENGINE) == Settings.CopyEngine.DOCKER) {
            Logging.quietCamel();
        }
        MirrorStore memory = Beans.memory(settings);
        RegistryClient client = client(settings, hosts, memory.budgets());
        return new OpenCopier(
                client, memory, CopyEngines.open(settings, signatures, environment, hosts, client, memory));
    }

    private static RegistryClient client(Settings settings, HostDirectory hosts, Budgets budgets) {
        return new RegistryClient(hosts, settings.get(Keys.CONCURRENT_BLOBS), Patience.DEFAULT, budgets);
    }

    /** What watch lists remember; there only where it was opened with a memory. */
    public WatchMemory watched() {
        return WatchMemory.in((MirrorStore) memory);
    }

    @Override
    public void close() {
        copier.close();
        client.close();
        if (memory instanceof MirrorStore store) {
            store.close();
        }
    }
}
