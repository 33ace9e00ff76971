package io.github.syncimage.concurrent;

/** A lock that is this process's alone until it is closed, unless it gets lost before. */
public interface SharedLock extends Hold {
    /** A lock that no other process could have. */
    SharedLock OWN = new SharedLock() {};

    /** Tells whether other processes have to wait for it: one of them may have had it just before. */
    default boolean shared() {
        return false;
    }

    /** Tells whether it is still this process's; asked right before what only one may do. */
    default boolean held() {
        return true;
    }

    @Override
    default void close() {}
}
