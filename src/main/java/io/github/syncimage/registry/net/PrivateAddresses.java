package io.github.syncimage.registry.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Tells addresses that only mean something on this machine or in this network, and among all addresses those where a
 * cloud answers its machines with their logins.
 */
final class PrivateAddresses {
    /** Google's, Tencent's and Amazon's names of theirs, which a proxy would resolve for us. */
    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata",
            "metadata.google.internal",
            "metadata.goog",
            "metadata.tencentyun.com",
            "instance-data",
            "instance-data.ec2.internal");

    /** Alibaba's, and Azure's, which is a public address. */
    private static final Set<InetAddress> METADATA4 = Set.of(of(100, 100, 100, 200), of(168, 63, 129, 16));

    /** Amazon's, and Google's. */
    private static final Set<InetAddress> METADATA6 = Set.of(
            of(0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
            of(0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54));

    private PrivateAddresses() {}

    /**
     * Loopback, unspecified, link-local, private, shared (100.64/10), multicast, and IPv6 that carries such an IPv4
     * address. Not 198.18/15: local proxies in China answer every name with an address from there.
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
        return address instanceof Inet4Address
                ? isPrivate4(bytes[0] & 0xff, bytes[1] & 0xff)
                : (bytes[0] & 0xfe) == 0xfc
                        || embedded(bytes).map(PrivateAddresses::contains).orElse(false);
    }

    private static boolean isPrivate4(int first, int second) {
        return first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128;
    }

    /** Knows where a cloud's machines are told about themselves: 169.254/16, fe80::/10, and four that are not there. */
    static boolean isMetadata(InetAddress address) {
        return address.isLinkLocalAddress()
                || METADATA4.contains(address)
                || METADATA6.contains(address)
                || !(address instanceof Inet4Address)
                        && embedded(address.getAddress())
                                .map(PrivateAddresses::isMetadata)
                                .orElse(false);
    }

    /** @param host in lower case */
    static boolean isMetadataName(String host) {
        return METADATA_NAMES.contains(host);
    }

    /** The IPv4 address that NAT64, 6to4 or the old "compatible" form carries; Java itself unwraps the mapped one. */
    private static Optional<InetAddress> embedded(byte[] bytes) {
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean compatible = Arrays.equals(bytes, 0, 12, new byte[12], 0, 12);
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        int at = nat64 || compatible ? 12 : 2;
        return nat64 || compatible || sixToFour
                ? Optional.of(of(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]))
                : Optional.empty();
    }

    private static InetAddress of(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            // Four or sixteen bytes are always an address.
            throw new IllegalStateException(e);
        }
    }

    /** Tells whether a host is written as an address, in a way that needs no name service. */
    static boolean isLiteral(String host) {
        return host.matches("[0-9.]+|0x[0-9a-f]*") || host.indexOf(':') >= 0;
    }

    /**
     * Reads the address that a host stands for that {@link #isLiteral}; empty where it stands for none. A proxy may read
     * it as {@code inet_aton} does, for which 0xa9fea9fe and 0251.0376.0251.0376 are 169.254.169.254, and Java reads the
     * second as another one.
     *
     * @param host without brackets
     */
    static Optional<InetAddress> literal(String host) {
        if (!isLiteral(host)) {
            return Optional.empty();
        }
        try {
            int zone = host.indexOf('%');
            return host.indexOf(':') >= 0
                    ? Optional.of(InetAddress.getByName(zone < 0 ? host : host.substring(0, zone)))
                    : Optional.of(literal4(host.split("\\.", -1)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static InetAddress literal4(String[] parts) {
        if (parts.length > 4) {
            throw new IllegalArgumentException("more than four numbers");
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bits = last ? 8 * (5 - parts.length) : 8;
            long number = Long.decode(parts[i]);
            if (number >>> bits != 0) {
                throw new IllegalArgumentException("too large");
            }
            address = address << bits | number;
        }
        return of((int) (address >>> 24), (int) (address >>> 16), (int) (address >>> 8), (int) address);
    }
}
