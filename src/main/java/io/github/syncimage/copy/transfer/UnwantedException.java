package io.github.syncimage.copy.transfer;

import io.github.syncimage.image.Digest;

/** Ends the move of a blob that nobody waits for any more; no try after it is worth anything. */
final class UnwantedException extends RuntimeException {
    UnwantedException(Digest blob) {
        super("nobody wants " + blob + " any more");
    }
}
