package io.github.syncimage.store.run;

/**
 * What is remembered under a name.
 *
 * @param kind what it is about
 * @param value JSON; null where it was removed
 */
public record Note(String kind, String name, String value) {}
