package io.github.syncimage.registry;

import java.time.Instant;

/**
 * The load of a registry host.
 *
 * @param closedUntil when it takes all kinds of requests again; null where it does now
 * @param waiting transfers and requests that wait for their turn or for that time
 * @param uploads blobs on their way there
 * @param downloads blobs, or parts of them, on their way from there
 * @param pullsLeft of a quota, as its latest answer told; -1 where it tells of none
 * @param bandwidth bytes of blobs in a second that it may be sent and asked for; 0 for no limit
 */
public record HostLevel(
        String host, Instant closedUntil, int waiting, int uploads, int downloads, int pullsLeft, long bandwidth) {}
