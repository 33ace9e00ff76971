package io.github.syncimage.testing;

import java.util.List;

/**
 * A network of its own for a program, and the cable to this machine: {@link #HERE} is this end of it, {@link #THERE} the
 * program's. It takes root, and one of them at a time.
 */
public final class Link implements AutoCloseable {
    // Of the addresses that RFC 2544 keeps for tests of networks, so nobody's.
    public static final String HERE = "198.18.80.1";
    public static final String THERE = "198.18.80.2";

    private static final String NEAR = "sync-near";
    private static final String FAR = "sync-far";

    private final NetworkNamespace namespace;

    private Link(NetworkNamespace namespace) {
        this.namespace = namespace;
    }

    public static boolean possible() {
        return "root".equals(System.getProperty("user.name"));
    }

    public static Link add() {
        String name = "sync-link-" + ProcessHandle.current().pid();
        Link link = new Link(NetworkNamespace.add(name));
        NetworkNamespace here = NetworkNamespace.OF_THE_MACHINE;
        try {
            here.ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", name);
            here.ip("address", "add", HERE + "/30", "dev", NEAR);
            here.ip("link", "set", NEAR, "up");
            link.namespace.ip("address", "add", THERE + "/30", "dev", FAR);
            link.up();
            return link;
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** How to start a program at its far end. */
    public List<String> command(String... words) {
        return namespace.command(words);
    }

    /** As where the cable is pulled: connections stay, and carry nothing. */
    public void down() {
        namespace.ip("link", "set", FAR, "down");
    }

    public void up() {
        namespace.ip("link", "set", FAR, "up");
    }

    /** The cable goes with the namespace. */
    @Override
    public void close() {
        namespace.close();
    }
}
