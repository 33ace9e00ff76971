package io.github.syncimage.copy.source;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.Layer;
import io.github.syncimage.copy.parallel.Parallel;
import io.github.syncimage.image.Digest;
import io.github.syncimage.trust.FoundSignature;
import io.github.syncimage.trust.SignatureSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The signatures among what is attached to manifests of one repository. */
public final class AttachedSignatures implements SignatureSource {
    private final ImageTree tree;

    public AttachedSignatures(ImageTree tree) {
        this.tree = tree;
    }

    @Override
    public Stream<FoundSignature> of(Digest manifest) {
        return Parallel.join(tree.attachments().of(manifest)).stream()
                // What is attached to an attachment signs that.
                .filter(attachment -> attachment.subject().equals(manifest) && attachment.isSignature())
                .flatMap(this::layers);
    }

    private Stream<FoundSignature> layers(Attachment attachment) {
        return attachment.content().map(ImageManifest::layers).stream()
                .flatMap(layers -> layers.stream())
                .filter(layer -> FoundSignature.is(layer.descriptor().mediaType()))
                .map(layer -> new FoundSignature(
                        attachment.what(),
                        layer.descriptor().mediaType(),
                        layer.descriptor().digest(),
                        layer.descriptor().size(),
                        texts(layer),
                        () -> tree.blob(layer.descriptor(), FoundSignature.LARGEST)));
    }

    private static Map<String, String> texts(Layer layer) {
        Map<String, String> texts = new LinkedHashMap<>();
        layer.annotations().forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }
}
