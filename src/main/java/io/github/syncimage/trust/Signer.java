package io.github.syncimage.trust;

/** Whose signature a rule asks for. */
public interface Signer {
    /**
     * Fails unless this signer made the signature.
     *
     * @return who made it, for people
     */
    String require(SignatureMaterial signature) throws InvalidSignatureException;

    /** What a message says is wanted: {@code the key keys/acme.pub}. */
    String wanted();

    /** The options of cosign with which anybody can check the same. */
    String cosignOptions();
}
