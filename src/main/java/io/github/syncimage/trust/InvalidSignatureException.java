package io.github.syncimage.trust;

import io.github.syncimage.text.OneLine;

/** One signature does not hold; the message says why, in a few words that follow "a signature". */
public final class InvalidSignatureException extends RuntimeException {
    private static final int LONGEST = 150;

    public InvalidSignatureException(String why) {
        super(OneLine.of(why, LONGEST));
    }

    public InvalidSignatureException(String why, Throwable cause) {
        super(OneLine.of(why, LONGEST), cause);
    }
}
