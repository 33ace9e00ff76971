package io.github.syncimage.registry;

/** The answers to the offer to mount a blob of another repository. */
public enum MountResult {
    /** It is there now. */
    MOUNTED,
    /** The other repository does not hold it, or this registry does not mount. */
    NOT_HELD,
    /** Not between these two repositories, for whatever reason. Whether the other holds the blob is not known. */
    REFUSED
}
