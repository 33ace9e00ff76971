package io.github.syncimage.copy;

import io.github.syncimage.copy.manifest.Child;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.image.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells by content alone whether what stands at a target was made from an upstream's image. */
final class Kinship {
    private Kinship() {}

    /**
     * Whether nothing but the upstream's images stands there. Manifests that were put into other types, or made anew by
     * a Docker daemon, are known by their configs, which stay.
     *
     * @param offered what the upstream has, read by {@code upstream}
     * @param stands what the target has, read by {@code mirror}
     */
    static boolean isPartOf(List<Child> offered, ManifestReader upstream, List<Child> stands, ManifestReader mirror) {
        if (digests(offered).containsAll(digests(stands))) {
            return true;
        }
        Set<Digest> configs = configs(mirror, stands);
        List<Child> alike = offered.stream()
                .filter(child -> stands.stream().anyMatch(ours -> Objects.equals(child.platform(), ours.platform())))
                .toList();
        return !configs.isEmpty() && configs(upstream, alike).containsAll(configs);
    }

    private static Set<Digest> digests(List<Child> children) {
        return children.stream().map(child -> child.descriptor().digest()).collect(Collectors.toSet());
    }

    /** Of images; that of an artifact is often the empty one, and says nothing. None where one is no image. */
    private static Set<Digest> configs(ManifestReader reader, List<Child> children) {
        List<ImageManifest> images = reader.images(
                children.stream().filter(child -> child.platform() != null).toList());
        return images.stream().anyMatch(ImageManifest::artifact)
                ? Set.of()
                : images.stream().map(image -> image.config().digest()).collect(Collectors.toSet());
    }
}
