package io.github.syncimage.demo;

import java.time.Instant;

/**
 * A comment on an issue at one moment.
 *
 * @param issue the issue's number
 * @param user who wrote it
 */
public record Comment(long id, int issue, String user, String body, Instant createdAt, Instant updatedAt) {}
