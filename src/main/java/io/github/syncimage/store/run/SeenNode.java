package io.github.syncimage.store.run;

import java.time.Duration;
import java.time.Instant;

/**
 * A daemon as the database knows it.
 *
 * @param started by the database's clock
 * @param silent for how long it has given no sign
 * @param alive whether that is not too long: what a dead one has had is anybody's
 * @param leads whether it does what only one of its team may do
 */
public record SeenNode(Node node, Instant started, Duration silent, boolean alive, boolean leads) {}
