package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;

/** Puts manifests where an index reaches them: under the digest by which it names them. */
final class ManifestPlacer {
    private final RegistryClient client;

    ManifestPlacer(RegistryClient client) {
        this.client = client;
    }

    /**
     * Not every registry keeps manifests under SHA-512. Whatever it says against one, other formats are no way around:
     * they would change the digest that somebody chose.
     *
     * @throws CopyRefusedException where the target does not take the digest's algorithm
     */
    void place(CopyPlan plan, Manifest manifest) {
        ImageReference at = plan.target().repository().digest(manifest.digest());
        if (manifest.digest().algorithm().equals("sha256")) {
            client.putManifest(at, manifest);
            return;
        }
        try {
            client.putManifest(at, manifest);
        } catch (RegistryException e) {
            throw e.temporary() || e.kind() == RegistryException.Kind.DENIED ? e : refused(plan, manifest, e.detail());
        }
        if (client.headManifest(at).isEmpty()) {
            throw refused(plan, manifest, "it took the manifest and does not find it under that digest");
        }
    }

    private static CopyRefusedException refused(CopyPlan plan, Manifest manifest, String why) {
        return new CopyRefusedException(
                Reason.UNSUPPORTED_FORMAT,
                plan.upstream().source() + " names its images by "
                        + manifest.digest().algorithm() + ", and "
                        + plan.target().host() + " does not take manifests by that: " + why);
    }
}
