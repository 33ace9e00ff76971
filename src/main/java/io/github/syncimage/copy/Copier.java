package io.github.syncimage.copy;

import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.RegistryException;
import java.util.List;

/**
 * Copies images between registries: in one go by {@link #copy}, or in the steps of a flow by {@link #inspect}, {@link
 * #chooseTarget}, {@link #plan}, {@link #copyPlatform} for each of the plan's platforms, and {@link #publish}. What one
 * copier made goes to no other. Safe for use by several threads.
 *
 * <p>All methods throw {@link RegistryException} when a registry fails, and {@link CopyRefusedException} when the copy
 * cannot be done as asked. Who wants to end one early calls it by {@link
 * io.github.syncimage.registry.Cancellation#run}.
 */
public interface Copier extends AutoCloseable {
    /** What the source's name stands for now; what else there is to know is read when it is asked for. */
    Upstream inspect(ImageReference source);

    /**
     * The target to use: the preferred one, unless that holds another source's image or was just given to another
     * source; then the qualified one.
     *
     * @param qualified a name that no other source can have
     */
    ImageReference chooseTarget(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified);

    /**
     * Whether all that is wanted stands at the target, as far as that can be told without reading more of the source than
     * its digest. What stands there may be another source's image; {@link #chooseTarget} tells.
     */
    boolean stands(ImageReference source, ImageReference target, PlatformSelection wanted);

    /** Compares what is wanted with what is offered and with what the target has. */
    CopyPlan plan(Upstream upstream, ImageReference target, PlatformSelection wanted, Dialect dialect);

    /**
     * Brings one platform's blobs and manifests to the target; nothing shows under the tag yet. When it fails, copies of
     * other platforms of the same {@link Upstream} end at once with the same exception.
     */
    PlatformCopy copyPlatform(CopyPlan plan, Platform platform, CopyProgress progress);

    /**
     * Puts the index or the lone manifest under the target's tag.
     *
     * @param copied of every platform of the plan
     */
    CopyResult publish(CopyPlan plan, List<PlatformCopy> copied);

    /** The whole copy. */
    CopyResult copy(
            ImageReference source,
            ImageReference target,
            PlatformSelection wanted,
            Dialect dialect,
            CopyProgress progress);

    /** The whole of a plan. */
    CopyResult copy(CopyPlan plan, CopyProgress progress);

    @Override
    void close();
}
