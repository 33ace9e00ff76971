package io.github.syncimage.copy.target;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells by content alone whether what stands at a target was made from an upstream's image. */
final class SameOriginCheck {
    private SameOriginCheck() {}

    /**
     * What stands at a target, where that is nothing but the upstream's images; else nothing, also where it cannot be read.
     *
     * @param offered what the upstream has, read by {@code upstream}
     * @param standing read by {@code mirror}
     */
    static List<IndexEntry> ofUpstream(
            List<IndexEntry> offered, ImageTree upstream, Descriptor standing, ImageTree mirror) {
        try {
            List<IndexEntry> stands = mirror.contents(standing).children();
            return isPartOf(offered, upstream, stands, mirror) ? stands : List.of();
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.INVALID_CONTENT) {
                return List.of();
            }
            throw e;
        }
    }

    /** Manifests that were put into other types, or made anew by a Docker daemon, are known by their configs, which stay. */
    private static boolean isPartOf(
            List<IndexEntry> offered, ImageTree upstream, List<IndexEntry> stands, ImageTree mirror) {
        if (digests(offered).containsAll(digests(stands))) {
            return true;
        }
        Set<Digest> configs = configs(mirror, stands);
        List<IndexEntry> alike = offered.stream()
                .filter(child -> stands.stream().anyMatch(ours -> Objects.equals(child.platform(), ours.platform())))
                .toList();
        return !configs.isEmpty() && configs(upstream, alike).containsAll(configs);
    }

    private static Set<Digest> digests(List<IndexEntry> children) {
        return children.stream().map(child -> child.descriptor().digest()).collect(Collectors.toSet());
    }

    /** Of images; that of an artifact is often the empty one, and says nothing. None where one is no image. */
    private static Set<Digest> configs(ImageTree reader, List<IndexEntry> children) {
        List<ImageManifest> images = reader.images(
                children.stream().filter(child -> child.platform() != null).toList());
        return images.stream().anyMatch(ImageManifest::artifact)
                ? Set.of()
                : images.stream().map(image -> image.config().digest()).collect(Collectors.toSet());
    }
}
