package io.github.syncimage.issue;

import java.util.List;

/**
 * What becomes of an issue, from its title and body alone.
 *
 * @param requests the images to mirror in the order they were written; empty unless the verdict is to mirror
 * @param refused images of the issue that can't be served: the one that refuses the whole issue, or those beside others
 *     that can
 * @param dropped how many images there were beyond the limit for one issue
 * @param reason null when there is something to mirror
 * @param message for people, in one sentence; null when there is nothing to say
 */
public record Decision(
        Verdict verdict,
        List<PlannedRequest> requests,
        List<Refusal> refused,
        int dropped,
        Reason reason,
        String message) {
    /** What to do with the issue. */
    public enum Verdict {
        MIRROR,
        REFUSED,
        IGNORED
    }
}
