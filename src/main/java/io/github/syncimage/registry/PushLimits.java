package io.github.syncimage.registry;

/**
 * The bounds that a registry sets to those who push to it, as far as its cloud is known for it.
 *
 * @param uploads blobs that may be on their way to it at once, over all clients of an account
 * @param largestLayer in bytes
 * @param dockerOnly whether it refuses OCI manifests, so that an image goes there in Docker's formats
 * @param attestations whether it takes the manifests in which BuildKit says how an image was built
 */
public record PushLimits(int uploads, long largestLayer, boolean dockerOnly, boolean attestations) {
    /** The limits of a registry that nothing is known about. */
    public static final PushLimits NONE = new PushLimits(Integer.MAX_VALUE, Long.MAX_VALUE, false, true);
}
