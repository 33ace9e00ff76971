package io.github.syncimage.report;

import java.time.Instant;
import java.util.List;

/**
 * Tells how a watch list stands.
 *
 * @param failures how many there are; {@code failing} may have fewer
 * @param moved the latest first
 */
public record WatchReport(
        String list, List<Entry> entries, int failures, List<Failure> failing, List<Moved> moved, List<Gone> gone) {
    /** Times are null before the first run; the number of tags then is 0. */
    public record Entry(String source, int tags, int failures, Instant ran, Instant next) {}

    /** @param what an image, or the source that could not be gone through at all */
    public record Failure(String what, String reason, Instant since) {}

    /** Digests of the upstream, before and now. */
    public record Moved(String image, String from, String to, Instant at) {}

    /** Upstream has no such tag any more; it stays at the target. */
    public record Gone(String image, Instant since) {}
}
