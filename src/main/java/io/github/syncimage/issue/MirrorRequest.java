package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;

/**
 * One image asked for.
 *
 * @param source as the upstream names it, fully normalised
 * @param platforms those that the request names, or null where it names none and the configured ones hold
 */
public record MirrorRequest(ImageReference source, PlatformSelection platforms) {}
