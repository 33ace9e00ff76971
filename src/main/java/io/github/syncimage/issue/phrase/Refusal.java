package io.github.syncimage.issue.phrase;

/**
 * Why an image, or a whole issue, is not served.
 *
 * @param message for people, in one sentence
 * @param text what was written, bounded, as the requester wrote it: hostile until it is escaped
 */
public record Refusal(Reason reason, String message, String text) {}
