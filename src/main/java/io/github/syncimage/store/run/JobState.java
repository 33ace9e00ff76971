package io.github.syncimage.store.run;

/**
 * How a job stands.
 *
 * @param node the daemon that has it in work; null where none has
 * @param deaths how many daemons have ended with it in work
 */
public record JobState(String key, String node, int deaths) {}
