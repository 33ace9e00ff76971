package io.github.syncimage.concurrent;

/**
 * Work that this process has for as long as nobody has taken it over: other processes do so when they don't hear of this
 * one for a while. Asked right before something is written that only one may write: a tag, a comment, an issue's state.
 */
@FunctionalInterface
public interface Lease {
    /** Work that nobody else can have. */
    Lease OWN = () -> true;

    /**
     * Tells whether it is still this process's. While that cannot be found out it waits, for the result is worth more
     * than the time.
     *
     * @throws InterruptedException when the work is ended meanwhile
     */
    boolean stillOurs() throws InterruptedException;
}
