package io.github.syncimage.issue.phrase;

/**
 * Why an image, or a whole issue, is not served.
 *
 * @param message for people, in one sentence
 * @param text what the requester wrote, shortened; untrusted until it is escaped
 */
public record Refusal(Reason reason, String message, String text) {}
