package io.github.syncimage.copy.transfer;

import io.github.syncimage.copy.plan.CopyPlan;

/**
 * What carrying out a plan would move, as far as that can be told without writing anything.
 *
 * @param send blobs that have to be sent
 * @param mount blobs that a repository beside the target's is known to hold, so that a registry can be expected to mount
 *     them
 * @param present blobs that the target's repository holds
 */
public record Forecast(CopyPlan plan, Share send, Share mount, Share present) {
    /** Some blobs of an image. */
    public record Share(int blobs, long bytes) {
        public static final Share NONE = new Share(0, 0);

        public Share and(long size) {
            return new Share(blobs + 1, bytes + size);
        }
    }
}
