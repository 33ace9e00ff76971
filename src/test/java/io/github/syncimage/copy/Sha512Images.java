package io.github.syncimage.copy;

import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.api.RegistryClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Images whose parts are named by SHA-512, as the OCI image specification allows beside SHA-256. */
final class Sha512Images {
    private Sha512Images() {}

    static Digest sha512(byte[] content) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-512");
            hash.update(content);
            return Digest.finish("sha512", hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An index that names its images so. */
    static SampleImage index(String name, String... platforms) {
        List<SampleImage> images = List.of(platforms).stream()
                .map(platform -> byName(LoopbackImages.single(name, platform)))
                .toList();
        return LoopbackImages.index(Flavour.OCI, images, List.of(platforms), List.of());
    }

    private static SampleImage byName(SampleImage image) {
        Manifest manifest = image.manifest();
        return new SampleImage(
                new Manifest(manifest.mediaType(), manifest.bytes(), sha512(manifest.bytes())),
                image.blobs(),
                List.of());
    }

    /** Pushes an image whose manifest names config and layers so. */
    static Digest pushWithBlobs(RegistryClient client, ImageReference to, SampleImage image) {
        Repository repository = to.repository();
        String json = new String(image.manifest().bytes(), StandardCharsets.UTF_8);
        for (byte[] blob : image.blobs()) {
            Digest digest = sha512(blob);
            json = json.replace(Digest.of(blob).toString(), digest.toString());
            client.putBlob(
                    repository,
                    new Descriptor("application/octet-stream", digest, blob.length),
                    offset -> new ByteArrayInputStream(blob, (int) offset, blob.length - (int) offset));
        }
        Manifest manifest = new Manifest(image.manifest().mediaType(), json.getBytes(StandardCharsets.UTF_8));
        return client.putManifest(to, manifest);
    }
}
