package io.github.syncimage.copy.plan;

/** Says what is done about signatures, attestations and whatever else is attached to an image. */
public enum SignatureMode {
    /** They come along where they can; what cannot is reported, and never fails the image. */
    AUTO,
    /** They are not looked for. */
    OFF,
    /** An image without a signature is refused, and one whose signature cannot be stored fails. */
    REQUIRED
}
