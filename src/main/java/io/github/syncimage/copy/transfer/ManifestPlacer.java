package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;

/** Puts manifests under the digest by which an index names them. */
final class ManifestPlacer {
    private final RegistryClient client;

    ManifestPlacer(RegistryClient client) {
        this.client = client;
    }

    /**
     * Not every registry keeps manifests under SHA-512. Other formats are not tried then: they would change the digest.
     *
     * @throws CopyRefusedException where the target does not take the digest's algorithm
     */
    void place(CopyPlan plan, Manifest manifest) {
        ImageReference at = plan.target().repository().digest(manifest.digest());
        boolean usual = manifest.digest().algorithm().equals("sha256");
        try {
            client.putManifest(at, manifest);
        } catch (RegistryException e) {
            boolean other = usual || e.temporary() || e.kind() == RegistryException.Kind.DENIED;
            throw other ? e : refused(plan, manifest, e.detail());
        }
        if (!usual && client.headManifest(at).isEmpty()) {
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
