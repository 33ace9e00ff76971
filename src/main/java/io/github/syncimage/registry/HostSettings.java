package io.github.syncimage.registry;

import java.net.URI;
import java.nio.file.Path;

/**
 * The settings by which one registry host is reached, {@code registries.hosts.<host>} of the configuration, and what it
 * takes.
 *
 * @param host the host as image names spell it: {@code docker.io}
 * @param credentials or null for an anonymous client
 * @param maxConnections connections at once to this host
 * @param sharedConnections whether {@code maxConnections} counts over all processes that share a database
 * @param bandwidth bytes of blobs in a second, to it and from it, over all processes that share a database; 0 for no limit
 */
public record HostSettings(
        String host,
        Network network,
        Credentials credentials,
        int maxConnections,
        boolean sharedConnections,
        long bandwidth,
        PushLimits limits) {
    public static final int DEFAULT_MAX_CONNECTIONS = 16;

    /** Less bandwidth would cost more requests and wake-ups than it is worth, and is most often a forgotten unit. */
    public static final long LEAST_BANDWIDTH = 64 * 1024;

    /**
     * The address of a host, and the way to it.
     *
     * @param endpoint another address that serves it ({@code http://127.0.0.1:5001}), or null for the host's own
     * @param plainHttp true or false where it is configured; null decides by address: loopback speaks plain HTTP
     * @param proxy {@code http://[user:password@]host:port}, or null for what the environment says
     * @param caFile PEM file of certificate authorities trusted beside the system's, or null
     * @param allowsPrivateNetwork true or false where it is configured that it may lead to private addresses, or null
     */
    public record Network(URI endpoint, Boolean plainHttp, URI proxy, Path caFile, Boolean allowsPrivateNetwork) {
        public static final Network OWN = new Network(null, null, null, null, null);

        /** Leaves out the proxy, whose address may carry a password. */
        @Override
        public String toString() {
            return "Network[endpoint=" + endpoint + ", plainHttp=" + plainHttp + ", caFile=" + caFile
                    + ", allowsPrivateNetwork=" + allowsPrivateNetwork + "]";
        }
    }

    /** A host about which nothing is configured. */
    public static HostSettings of(String host) {
        return of(host, DEFAULT_MAX_CONNECTIONS);
    }

    public static HostSettings of(String host, int maxConnections) {
        return new HostSettings(host, Network.OWN, null, maxConnections, false, 0, PushLimits.NONE);
    }

    /**
     * Tells whether this host may lead to private addresses, and from HTTPS to plain HTTP: what its operator says, and
     * where that is nothing, whether an address of it or plain HTTP is given. What its name resolves to says nothing,
     * since whoever has the name decides that.
     */
    public boolean allowsPrivateNetwork() {
        return network.allowsPrivateNetwork != null
                ? network.allowsPrivateNetwork
                : network.endpoint != null || Boolean.TRUE.equals(network.plainHttp);
    }

    public HostSettings with(Network other) {
        return new HostSettings(host, other, credentials, maxConnections, sharedConnections, bandwidth, limits);
    }

    /** @param login null for an anonymous client */
    public HostSettings withCredentials(Credentials login) {
        return new HostSettings(host, network, login, maxConnections, sharedConnections, bandwidth, limits);
    }

    public HostSettings withLimits(PushLimits known) {
        return new HostSettings(host, network, credentials, maxConnections, sharedConnections, bandwidth, known);
    }

    public HostSettings withBandwidth(long bytesPerSecond) {
        return new HostSettings(host, network, credentials, maxConnections, sharedConnections, bytesPerSecond, limits);
    }

    /** Counts its connections over all processes, since its operator has said how many it gets. */
    public HostSettings withSharedConnections() {
        return new HostSettings(host, network, credentials, maxConnections, true, bandwidth, limits);
    }

    /**
     * The bounds that a registry sets to those who push to it, as far as its cloud is known for it.
     *
     * @param uploads blobs that may be on their way to it at once, over all clients of an account
     * @param largestLayer in bytes
     * @param dockerOnly whether it refuses OCI manifests, so that an image goes there in Docker's formats
     * @param attestations whether it takes the manifests in which BuildKit says how an image was built
     */
    public record PushLimits(int uploads, long largestLayer, boolean dockerOnly, boolean attestations) {
        /** The limits of a registry that nothing is known about. */
        public static final PushLimits NONE = new PushLimits(Integer.MAX_VALUE, Long.MAX_VALUE, false, true);
    }
}
