package io.github.syncimage.trust;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Whoever holds one of these keys.
 *
 * @param files at least one
 */
public record KeySigner(List<KeyFile> files) implements Signer {
    /** @param name as the operator wrote it */
    public record KeyFile(String name, List<VerificationKey> keys) {}

    @Override
    public String require(SignatureMaterial signature) {
        for (KeyFile file : files) {
            if (file.keys().stream().anyMatch(key -> key.verifies(signature.signed(), signature.signature()))) {
                return file.name();
            }
        }
        throw new InvalidSignatureException(
                signature.certificate() == null
                        ? "by another key"
                        : "without a key, by whoever says to be "
                                + signature.certificate().identity());
    }

    @Override
    public String wanted() {
        return files.stream().map(KeyFile::name).collect(Collectors.joining(" or "));
    }

    @Override
    public String cosignOptions() {
        return "--key " + files.get(0).name();
    }
}
