package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An issue that we have closed.
 *
 * @param fingerprint of what it said
 * @param at when, in milliseconds of the epoch, by GitHub's time where that is known
 * @param wasClosed whether it was closed before; null where that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Closed(String fingerprint, long at, Boolean wasClosed) {}
