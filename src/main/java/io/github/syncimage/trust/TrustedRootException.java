package io.github.syncimage.trust;

/** Nothing can be told of a signature, because the operator's trusted root lacks what that takes. */
public final class TrustedRootException extends RuntimeException {
    public TrustedRootException(String message) {
        super(message);
    }
}
