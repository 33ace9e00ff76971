package bench;

import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.trust.VerifyRules;
import java.nio.file.Path;
import java.util.List;

/**
 * Copies inside this process. The first copy of each kind is done twice and the second one counts, since a daemon has
 * done all kinds before; it goes to another repository, so that nothing stands there yet.
 */
final class Daemon implements Tool.Way {
    private boolean warm;

    @Override
    public Measured copy(List<Tool.Copy> copies, Path folder) {
        if (!warm) {
            warm = true;
            run(copies.stream().map(Daemon::elsewhere).toList(), folder.resolve("warm-up"));
        }
        return new Measured(run(copies, folder), 0);
    }

    private static Tool.Copy elsewhere(Tool.Copy copy) {
        return new Tool.Copy(copy.source(), copy.target().replaceFirst("/", "/warm-up/"));
    }

    /** A client of its own for each run: targets come and go on ports that may come again. */
    private static double run(List<Tool.Copy> copies, Path folder) {
        try (RegistryClient client = new RegistryClient(HostSettings::of, CopyLimits.DEFAULT.concurrentBlobs());
                MirrorStore store = MirrorStore.open(folder, null);
                ImageCopier copier =
                        new ImageCopier(client, store, CopyLimits.DEFAULT, SignatureMode.AUTO, VerifyRules.NONE)) {
            long start = System.nanoTime();
            for (Tool.Copy copy : copies) {
                copier.copy(
                        ImageReference.parse(copy.source()),
                        ImageReference.parse(copy.target()),
                        PlatformSelection.ALL,
                        Dialect.AUTO,
                        CopyProgress.NONE);
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
