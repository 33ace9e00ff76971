package io.github.syncimage.concurrent;

/** Something that is held until it is closed. */
@FunctionalInterface
public interface Permit extends AutoCloseable {
    Permit NONE = () -> {};

    @Override
    void close();
}
