package io.github.syncimage.concurrent;

/** Another daemon has taken the run over, so nothing of what this one has done of it may be written. */
public final class TakenOverException extends RuntimeException {
    public TakenOverException(String run) {
        super(run + " was taken over by another daemon, which does the rest");
    }
}
