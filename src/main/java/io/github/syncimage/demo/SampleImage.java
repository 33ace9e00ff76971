package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import java.util.List;

/**
 * An image, or anything else that a registry keeps, with all that belongs to it.
 *
 * @param manifest its manifest or index
 * @param blobs config and layers, in the order in which the manifest names them; none for an index
 * @param children what an index lists, in its order; none for a manifest
 */
public record SampleImage(Manifest manifest, List<byte[]> blobs, List<SampleImage> children) {
    public SampleImage {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }

    public Digest digest() {
        return manifest.digest();
    }
}
