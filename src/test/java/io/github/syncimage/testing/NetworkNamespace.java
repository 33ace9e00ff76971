package io.github.syncimage.testing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which network a program sees: the machine's, or one that has nothing but what a test adds. */
record NetworkNamespace(Optional<String> name) implements AutoCloseable {
    static final NetworkNamespace OF_THE_MACHINE = new NetworkNamespace(Optional.empty());

    /** A new one, with its loopback up. */
    static NetworkNamespace add(String name) {
        ShellCommand.run(List.of("ip", "netns", "add", name)).orThrow();
        NetworkNamespace added = new NetworkNamespace(Optional.of(name));
        added.ip("link", "set", "lo", "up");
        return added;
    }

    /** How to start a program in it. */
    List<String> command(String... words) {
        // Not by `ip netns exec`, which mounts a /sys of its own, without the control groups that dockerd needs.
        Stream<String> enter = name.stream().flatMap(named -> Stream.of("nsenter", "--net=/run/netns/" + named));
        return Stream.concat(enter, Stream.of(words)).toList();
    }

    String ip(String... words) {
        String[] command = Stream.concat(Stream.of("ip"), Stream.of(words)).toArray(String[]::new);
        return ShellCommand.run(command(command)).orThrow();
    }

    /** The names of its bridges. */
    List<String> bridges() {
        return ip("-brief", "link", "show", "type", "bridge")
                .lines()
                .map(line -> line.split("\\s+")[0])
                .sorted()
                .toList();
    }

    /**
     * Adds one that leads nowhere, for a Docker daemon to have one of its own.
     *
     * @param bridge at most 15 characters
     */
    void addBridge(String bridge) {
        ip("link", "add", bridge, "type", "bridge");
        // Of the addresses that RFC 2544 keeps for tests of networks, so nobody's.
        ip("address", "add", "198.18.79.1/24", "dev", bridge);
    }

    void removeBridge(String bridge) {
        if (bridges().contains(bridge)) {
            ip("link", "delete", bridge);
        }
    }

    @Override
    public void close() {
        name.ifPresent(named ->
                ShellCommand.run(List.of("ip", "netns", "delete", named)).orThrow());
    }
}
