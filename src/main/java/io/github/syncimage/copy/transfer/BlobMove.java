package io.github.syncimage.copy.transfer;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.List;

/**
 * One blob that is wanted in a repository.
 *
 * @param reader asks {@code from}
 * @param rank how many larger blobs of the same image go before it
 * @param toGzip whether it is a zstd layer that has to arrive as gzip
 * @param surelyMissing whether the target lacked it for sure when the move was asked for, so that it need not be asked
 * @param holders repositories of the target that are remembered to hold it
 */
record BlobMove(
        RegistryClient reader,
        Repository from,
        Repository to,
        Descriptor blob,
        int rank,
        boolean toGzip,
        boolean surelyMissing,
        List<Repository> holders) {
    /** Whether one transfer serves both: a blob from another upstream, or for another reader, may fail where this one does not. */
    boolean sameWay(BlobMove other) {
        return reader == other.reader && from.equals(other.from) && to.equals(other.to);
    }
}
