package io.github.syncimage.demo;

import java.time.Instant;
import java.util.Map;

/** GitHub's primary rate limit: so many calls until a moment, then again as many as an hour allows. */
final class Quota {
    /** What a personal token has in an hour. */
    static final int HOURLY = 5000;

    private int remaining = HOURLY;
    private Instant reset = Tracker.now().plusSeconds(3600);

    synchronized void allow(int calls, Instant until) {
        remaining = calls;
        reset = until;
    }

    /** Whether a call may be made now. */
    synchronized boolean open() {
        if (!Instant.now().isBefore(reset)) {
            allow(HOURLY, Tracker.now().plusSeconds(3600));
        }
        return remaining > 0;
    }

    synchronized void use() {
        remaining = Math.max(0, remaining - 1);
    }

    synchronized Response stamp(Response response) {
        return response.with("x-ratelimit-limit", String.valueOf(HOURLY))
                .with("x-ratelimit-remaining", String.valueOf(remaining))
                .with("x-ratelimit-used", String.valueOf(HOURLY - remaining))
                .with("x-ratelimit-reset", String.valueOf(reset.getEpochSecond()))
                .with("x-ratelimit-resource", "core");
    }

    synchronized Map<String, Object> describe() {
        Map<String, Object> rate = Map.of(
                "limit", HOURLY, "remaining", remaining, "used", HOURLY - remaining, "reset", reset.getEpochSecond());
        return Map.of("resources", Map.of("core", rate), "rate", rate);
    }
}
