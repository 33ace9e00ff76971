package io.github.syncimage.store.job;

import java.time.Duration;
import java.time.Instant;

/**
 * How a job stands.
 *
 * @param queue without the team
 * @param due since when it could be picked, by the database's clock; in the future where it failed and is tried again
 * @param node the daemon that has it in work; null where none has
 * @param silent for how long that daemon has given no sign of it; null where none has it
 * @param deaths how many daemons have ended with it in work
 */
public record JobState(String queue, String team, String key, Instant due, String node, Duration silent, int deaths) {}
