package io.github.syncimage.concurrent;

/** Work ended because somebody cancelled it, not because something broke. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
