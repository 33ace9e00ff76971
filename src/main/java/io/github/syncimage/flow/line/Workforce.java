package io.github.syncimage.flow.line;

/** The daemons that share the line; where only their workers are told of, one that is alone. */
@FunctionalInterface
public interface Workforce {
    /** How many runs they can serve at once, all together. */
    int workers();

    /** How many of these are for small images alone: one at each daemon that can serve two or more. */
    default int keptForSmall() {
        return workers() > 1 ? 1 : 0;
    }

    /** What this one is called. */
    default String self() {
        return "";
    }

    /** Whether that one has given no sign for so long that what it had in hand is anybody's. */
    default boolean isDead(String daemon) {
        return false;
    }

    /** How many runs this one can serve at once. */
    default int own() {
        return workers();
    }

    /** Whether this one can do now what it would take; where it cannot, it leaves that to others. May take a moment. */
    default boolean able() {
        return true;
    }

    /** A daemon that is alone. */
    static Workforce alone(int workers) {
        return () -> workers;
    }
}
