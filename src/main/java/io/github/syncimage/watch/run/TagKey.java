package io.github.syncimage.watch.run;

/** Which tag of which entry of which list. */
public record TagKey(String list, String entry, String tag) {}
