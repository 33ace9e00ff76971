package io.github.syncimage.cli;

import io.github.syncimage.image.Repository;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.nio.file.Files;
import java.util.Optional;

/** Tells commands that only look which source has a name at the target; a database that is not there is not made. */
public final class KnownOwners implements AutoCloseable {
    private final Settings settings;
    private final MirrorStore store;

    public KnownOwners(Settings settings) {
        this.settings = settings;
        Settings.App app = settings.app();
        boolean there = app.shared() || Files.exists(MirrorStore.file(app.dataDir(), app.databaseUrl()));
        store = there ? MirrorStore.openInBackground(app.dataDir(), app.databaseUrl()) : null;
    }

    /** Empty where none is known, or the database cannot be read. */
    public Optional<Repository> of(Repository target) {
        return settings.reservedFor(target).or(() -> store == null ? Optional.empty() : store.owner(target));
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
