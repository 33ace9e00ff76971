package io.github.syncimage.copy.docker;

import io.github.syncimage.image.Platform;

/**
 * An image on the daemon's disk.
 *
 * @param platform as its config says
 * @param size unpacked bytes
 */
public record LocalImage(Platform platform, long size) {}
