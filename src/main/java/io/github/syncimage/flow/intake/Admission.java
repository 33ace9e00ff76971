package io.github.syncimage.flow.intake;

/** Whether this daemon may begin work: not while it stops, or while the routes are being replaced. */
final class Admission {
    private boolean closing;
    private boolean holding;
    private boolean handingBack;

    /** Nothing more is begun. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    synchronized boolean closing() {
        return closing;
    }

    /** @param handBack whether what comes meanwhile is dropped instead of waiting */
    synchronized void hold(boolean handBack) {
        holding = true;
        handingBack = handBack;
        notifyAll();
    }

    synchronized void release() {
        holding = false;
        handingBack = false;
        notifyAll();
    }

    /** Whether something may be begun now. */
    synchronized boolean open() {
        return !closing && !holding;
    }

    /** Returns when work may begin; false where it may not. */
    synchronized boolean await() throws InterruptedException {
        while (holding && !handingBack && !closing) {
            wait();
        }
        return !closing && !handingBack;
    }
}
