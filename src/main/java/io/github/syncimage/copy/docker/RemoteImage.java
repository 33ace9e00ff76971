package io.github.syncimage.copy.docker;

import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import java.util.List;

/**
 * An image at its registry, as the daemon saw it there.
 *
 * @param root the manifest or index that the name stands for; size 0 where the daemon did not say
 * @param platforms each once, in the order of the index, without {@code unknown/unknown}; a daemon does not tell the
 *     digests of their manifests
 */
public record RemoteImage(Descriptor root, List<Platform> platforms) {}
