package io.github.syncimage.copy.plan;

/** Which manifest media types a target accepts. */
public enum Dialect {
    /** Known of the target's host, otherwise {@link #OCI} and, once it is refused, {@link #DOCKER}. */
    AUTO,
    /** Manifests go as they come. */
    OCI,
    /** Docker schema 2 and manifest list only, as Huawei SWR basic wants it. */
    DOCKER
}
