package io.github.syncimage.testing;

import java.util.List;

/** A network bridge that leads nowhere, for a Docker daemon to have one of its own. */
record Bridge(NetworkNamespace namespace, String name) implements AutoCloseable {
    /** @param name at most 15 characters */
    static Bridge add(NetworkNamespace namespace, String name) {
        namespace.ip("link", "add", name, "type", "bridge");
        // Of the addresses that RFC 2544 keeps for tests of networks, so nobody's.
        namespace.ip("address", "add", "198.18.79.1/24", "dev", name);
        return new Bridge(namespace, name);
    }

    @Override
    public void close() {
        if (namespace.bridges().contains(name)) {
            namespace.ip("link", "delete", name);
        }
    }

    static void remove(List<String> names) {
        names.forEach(name -> new Bridge(NetworkNamespace.OF_THE_MACHINE, name).close());
    }
}
