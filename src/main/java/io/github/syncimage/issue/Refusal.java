package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;

/**
 * Why an image, or a whole issue, is not served.
 *
 * @param message for people, in one sentence
 * @param text what the requester wrote, shortened; untrusted until it is escaped
 * @param suggestion the image that may be meant and could be asked for; null where there is none
 */
public record Refusal(Reason reason, String message, String text, ImageReference suggestion) {}
