package io.github.syncimage.store.job;

/**
 * A job as one daemon has picked it.
 *
 * @param queue its name, and the team's
 * @param key no other job of the queue has it
 * @param version of the row: another one where somebody else has picked it since
 */
public record Job(String queue, String key, long version) {}
