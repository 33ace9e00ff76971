package io.github.syncimage.github.http;

import java.time.Instant;

/**
 * The part of GitHub's limit that an account has left.
 *
 * @param account on whom GitHub counts: {@code token} where there is one only, else the owner of an installation
 * @param remaining requests until the reset; -1 before the first answer
 * @param limit requests from one reset to the next; -1 where it was not told
 * @param resetsAt by GitHub's clock, or null
 * @param closedUntil when requests may be sent again; null where they may now
 */
public record AccountLevel(String account, int remaining, int limit, Instant resetsAt, Instant closedUntil) {}
