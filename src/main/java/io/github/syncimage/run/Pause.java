package io.github.syncimage.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A run that is put off.
 *
 * @param host whose limit is waited for, or {@link #HOURS}; null where it came to no end
 * @param until in milliseconds of the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Pause(RequestRun run, String host, long until) {
    /** In the place of a host, which is never called so: the hours of large images. */
    public static final String HOURS = "hours";
}
