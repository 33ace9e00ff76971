package io.github.syncimage.registry.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses that only mean something on this machine or in this network. */
final class PrivateAddresses {
    private PrivateAddresses() {}

    /**
     * Loopback, unspecified, link-local, private, shared (100.64/10: cloud metadata services live there too), multicast,
     * and IPv6 that carries such an IPv4 address. Not 198.18/15: local proxies in China answer every name with an
     * address from there.
     */
    static boolean contains(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPrivate4(bytes[0] & 0xff, bytes[1] & 0xff) : isPrivate6(bytes);
    }

    private static boolean isPrivate4(int first, int second) {
        return first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128;
    }

    private static boolean isPrivate6(byte[] bytes) {
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return uniqueLocal || nat64 && embeds(bytes, 12) || sixToFour && embeds(bytes, 2) || isMapped(bytes);
    }

    private static boolean embeds(byte[] bytes, int at) {
        try {
            byte[] four = Arrays.copyOfRange(bytes, at, at + 4);
            return contains(InetAddress.getByAddress(four));
        } catch (UnknownHostException e) {
            // Four bytes are always an address.
            throw new IllegalStateException(e);
        }
    }

    /** The old "compatible" form ::a.b.c.d; Java itself unwraps the mapped one. */
    private static boolean isMapped(byte[] bytes) {
        return Arrays.equals(bytes, 0, 12, new byte[12], 0, 12) && embeds(bytes, 12);
    }

    /** Whether a host is written as an address, in a way that needs no name service. */
    static boolean isLiteral(String host) {
        return host.matches("[0-9.]+") || host.indexOf(':') >= 0;
    }
}
