package io.github.syncimage.flow.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.syncimage.flow.run.RequestRun;

/**
 * A run that is put off.
 *
 * @param host whose limit is waited for; null where it came to no end
 * @param until in milliseconds of the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Pause(RequestRun run, String host, long until) {}
