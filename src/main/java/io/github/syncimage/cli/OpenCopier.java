package io.github.syncimage.cli;

import io.github.syncimage.copy.CopyLimits;
import io.github.syncimage.copy.CopyMemory;
import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.registry.RegistryClient;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;

/**
 * What the commands that talk to registries need, without a Camel context. The memory opens beside the first requests,
 * and where it cannot be opened a warning is all that comes of it.
 */
final class OpenCopier implements AutoCloseable {
    private final RegistryClient client;
    private final CopyMemory memory;
    private final ImageCopier copier;

    private OpenCopier(Settings settings, Hosts hosts, CopyMemory memory) {
        this.memory = memory;
        client = new RegistryClient(hosts, settings.limits().concurrentBlobs());
        copier = new ImageCopier(
                client,
                memory,
                new CopyLimits(
                        settings.limits().concurrentBlobs(), settings.limits().imageSize()));
    }

    /** For reading only: remembers nothing. */
    static OpenCopier forReading(Settings settings, Hosts hosts) {
        return new OpenCopier(settings, hosts, CopyMemory.NONE);
    }

    static OpenCopier withMemory(Settings settings, Hosts hosts) {
        return new OpenCopier(
                settings,
                hosts,
                MirrorStore.openInBackground(
                        settings.app().dataDir(), settings.app().databaseUrl()));
    }

    ImageCopier copier() {
        return copier;
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
