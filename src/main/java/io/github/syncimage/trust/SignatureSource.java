package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import java.util.stream.Stream;

/** Looks for what claims to sign a manifest. */
public interface SignatureSource {
    /**
     * All that lies beside the manifest, read as far as the stream is: whoever has found what fits asks for no more. A
     * registry that cannot be asked is an exception, never an empty stream.
     */
    Stream<FoundSignature> of(Digest manifest);
}
