package io.github.syncimage.copy.transfer;

import io.github.syncimage.registry.Descriptor;

/**
 * A blob stands in its repository.
 *
 * @param blob what stands there, another one than asked for where it was compressed anew
 * @param sent bytes sent for it, 0 where it was there or was mounted
 */
public record PlacedBlob(Descriptor blob, long sent) {}
