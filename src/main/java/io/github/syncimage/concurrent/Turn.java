package io.github.syncimage.concurrent;

/** A turn that is this process's alone until it is closed, unless it gets lost before. */
public interface Turn extends AutoCloseable {
    /** Where no other process could have it. */
    Turn OWN = new Turn() {};

    /** Whether other processes have to wait for it: one of them may have had it just before. */
    default boolean shared() {
        return false;
    }

    /** Whether it is still this process's; asked right before what only one may do. */
    default boolean held() {
        return true;
    }

    @Override
    default void close() {}
}
