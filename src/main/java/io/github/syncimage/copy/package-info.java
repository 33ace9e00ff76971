/**
 * What moves an image: reads what the upstream offers, plans what the target gets, moves blobs and manifests, publishes
 * the tag. {@link io.github.syncimage.copy.ImageCopier} is the public door. Knows {@code registry} and {@code image}.
 */
package io.github.syncimage.copy;
