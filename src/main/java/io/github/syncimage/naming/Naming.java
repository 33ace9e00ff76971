package io.github.syncimage.naming;

/** How a target's repository is named, {@code naming} of the configuration. */
public enum Naming {
    /** The source path's last segment: {@code gcr.io/a/b} is {@code b}. */
    IMAGE,
    /** Prefix and path joined by dots, free of collisions: {@code quay.io/coreos/etcd} is {@code quay.coreos.etcd}. */
    QUALIFIED
}
