package io.github.syncimage.flow.line;

/** The daemons that share the line. */
public interface Workforce {
    /** What this one is called. */
    String self();

    /** How many runs they can serve at once, all together. */
    int workers();

    /** Whether that one has given no sign for so long that what it had in hand is anybody's. */
    boolean isDead(String daemon);

    /** Whether {@code requests.queue} outlives the daemon that has put a run there. */
    boolean queueLasts();

    /** A daemon that is alone. */
    static Workforce alone(int workers) {
        return new Workforce() {
            @Override
            public String self() {
                return "";
            }

            @Override
            public int workers() {
                return workers;
            }

            @Override
            public boolean isDead(String daemon) {
                return false;
            }

            @Override
            public boolean queueLasts() {
                return false;
            }
        };
    }
}
