package io.github.syncimage.concurrent;

/** Something that is held until it is closed: a permit, a registration. */
@FunctionalInterface
public interface Hold extends AutoCloseable {
    Hold NONE = () -> {};

    @Override
    void close();
}
