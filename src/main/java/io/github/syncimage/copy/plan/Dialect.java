package io.github.syncimage.copy.plan;

/** Which manifest media types a target accepts. */
public enum Dialect {
    /** It follows from what is known of the target's host; otherwise {@link #OCI}, and {@link #DOCKER} once the target has refused that. */
    AUTO,
    /** Manifests go as they come. */
    OCI,
    /** Docker schema 2 and manifest list only, as Huawei SWR basic wants it. */
    DOCKER
}
