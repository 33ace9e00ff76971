package io.github.syncimage.copy.plan;

import java.time.Duration;

/**
 * What a copier may use and take.
 *
 * @param concurrentBlobs blobs moved at once, over all images
 * @param imageSize compressed bytes of one image over its mirrored platforms
 * @param imageTime how long one image may be at work; waiting is no work
 */
public record CopyLimits(int concurrentBlobs, long imageSize, Duration imageTime) {
    /** 8 blobs at once leave room below the 20 uploads that SWR allows a tenant; 20 GiB is above any common image. */
    public static final CopyLimits DEFAULT = new CopyLimits(8, 20L << 30, Duration.ofHours(6));

    /** Layers are rarely compressed better than ten to one. */
    private static final int UNPACKED_FACTOR = 10;

    /** Bytes that the layers of one image may unpack to. */
    public long unpackedSize() {
        return imageSize > Long.MAX_VALUE / UNPACKED_FACTOR ? Long.MAX_VALUE : imageSize * UNPACKED_FACTOR;
    }
}
