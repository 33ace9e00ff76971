/**
 * What moves an image: reads what the upstream offers, plans what the target gets, moves blobs and manifests, publishes
 * the tag. {@link io.github.syncimage.copy.Copier} is the door; {@link io.github.syncimage.copy.ImageCopier} goes from
 * registry to registry.
 */
package io.github.syncimage.copy;
