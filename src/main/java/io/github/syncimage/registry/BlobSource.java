package io.github.syncimage.registry;

import java.io.IOException;
import java.io.InputStream;

/** The source of an upload; opened again, maybe further on, when the upload has to go on after a break. */
@FunctionalInterface
public interface BlobSource {
    /** The upload has its turn: {@link #open} follows in a round trip or two, unless the target has the blob after all. */
    default void announce() {}

    /**
     * Opens the content from this byte to its end; the client closes it.
     *
     * @param offset 0 for the first byte
     */
    InputStream open(long offset) throws IOException;
}
