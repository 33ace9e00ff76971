package io.github.syncimage.port;

import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Counts how many of the places that everybody shares each address has taken. Loopback may take all of them, since a
 * proxy on this machine calls for everybody. Used by the one thread that serves the port.
 */
public final class PerAddress {
    /** An IPv6 network has so many groups; who has one address of it has all of them. */
    private static final int GROUPS_OF_A_NETWORK = 4;

    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();

    public PerAddress(int most) {
        this.most = most;
    }

    /** Returns what counts as one address; empty where the caller has gone before it could be asked for. */
    public static String of(SocketAddress caller) {
        String address = caller == null || caller.hostAddress() == null ? "" : caller.hostAddress();
        if (!address.contains(":") || isLoopback(address)) {
            return address;
        }
        return Arrays.stream(address.split(":")).limit(GROUPS_OF_A_NETWORK).collect(Collectors.joining(":"));
    }

    /** As Java writes them: an IPv4 address within IPv6 is one of IPv4. */
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1");
    }

    /** Takes a place, until {@link #leave}; false where that address has none left. */
    public boolean enter(String address) {
        int before = taken.getOrDefault(address, 0);
        if (before >= most && !isLoopback(address)) {
            return false;
        }
        taken.put(address, before + 1);
        return true;
    }

    public void leave(String address) {
        taken.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
}
