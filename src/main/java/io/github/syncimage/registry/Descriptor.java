package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;

/**
 * A descriptor of content, as in the OCI image specification.
 *
 * @param mediaType as the registry or manifest gives it
 * @param digest of the content
 * @param size in bytes
 */
public record Descriptor(String mediaType, Digest digest, long size) {}
