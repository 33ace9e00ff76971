package io.github.syncimage.store.run;

/**
 * A job as one daemon has picked it.
 *
 * @param queue its name, and the team's
 * @param key no other job of the queue has it
 * @param node the daemon that has picked it
 * @param version of the row: another one where it was picked again since; but a database that takes the place of another
 *     may lack a pick, and then the next one has its number
 */
public record Job(String queue, String key, String node, long version) {}
