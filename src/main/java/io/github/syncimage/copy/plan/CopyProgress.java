package io.github.syncimage.copy.plan;

/** Told how far a copy is; called from several threads, and has to return at once. */
public interface CopyProgress {
    CopyProgress NONE = new CopyProgress() {};

    /** That many more bytes belong to the copy. */
    default void expected(long bytes) {}

    /** That many more bytes stand at the target, sent, mounted or found there. */
    default void arrived(long bytes) {}
}
