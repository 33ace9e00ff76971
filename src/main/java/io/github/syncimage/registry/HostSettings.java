package io.github.syncimage.registry;

import java.net.URI;
import java.nio.file.Path;

/**
 * How one registry host is reached, {@code registries.hosts.<host>} of the configuration, and what it takes.
 *
 * @param host the host as image names spell it: {@code docker.io}
 * @param endpoint another address that serves it ({@code http://127.0.0.1:5001}), or null for the host's own
 * @param plainHttp true or false where it is configured; null decides by address: loopback speaks plain HTTP
 * @param credentials or null for an anonymous client
 * @param maxConnections connections at once to this host
 * @param proxy {@code http://[user:password@]host:port}, or null for what the environment says
 * @param caFile PEM file of certificate authorities trusted beside the system's, or null
 * @param together whether {@code maxConnections} counts over all processes that share a database
 * @param privateNetwork true or false where it is configured; null decides by what else is: {@link #leadsInside}
 * @param bandwidth bytes of blobs in a second, to it and from it, over all processes that share a database; 0 for no limit
 */
public record HostSettings(
        String host,
        URI endpoint,
        Boolean plainHttp,
        Credentials credentials,
        int maxConnections,
        URI proxy,
        Path caFile,
        boolean together,
        Boolean privateNetwork,
        PushLimits limits,
        long bandwidth) {
    public static final int DEFAULT_MAX_CONNECTIONS = 16;

    public HostSettings(
            String host,
            URI endpoint,
            Boolean plainHttp,
            Credentials credentials,
            int maxConnections,
            URI proxy,
            Path caFile) {
        this(host, endpoint, plainHttp, credentials, maxConnections, proxy, caFile, false, null, PushLimits.NONE, 0);
    }

    /** A host about which nothing is configured. */
    public static HostSettings of(String host) {
        return of(host, DEFAULT_MAX_CONNECTIONS);
    }

    public static HostSettings of(String host, int maxConnections) {
        return new HostSettings(host, null, null, null, maxConnections, null, null, false, null, PushLimits.NONE, 0);
    }

    public HostSettings withPlainHttp(Boolean plain) {
        return new HostSettings(
                host,
                endpoint,
                plain,
                credentials,
                maxConnections,
                proxy,
                caFile,
                together,
                privateNetwork,
                limits,
                bandwidth);
    }

    /** @param login null for an anonymous client */
    public HostSettings withCredentials(Credentials login) {
        return new HostSettings(
                host,
                endpoint,
                plainHttp,
                login,
                maxConnections,
                proxy,
                caFile,
                together,
                privateNetwork,
                limits,
                bandwidth);
    }

    public HostSettings withPrivateNetwork(Boolean allowed) {
        return new HostSettings(
                host,
                endpoint,
                plainHttp,
                credentials,
                maxConnections,
                proxy,
                caFile,
                together,
                allowed,
                limits,
                bandwidth);
    }

    /**
     * Whether this host may lead to private addresses, and from HTTPS to plain HTTP: what its operator says, and where
     * that is nothing, whether an address of it or plain HTTP is given. What its name resolves to says nothing, since
     * whoever has the name decides that.
     */
    public boolean leadsInside() {
        return privateNetwork != null ? privateNetwork : endpoint != null || Boolean.TRUE.equals(plainHttp);
    }

    public HostSettings withLimits(PushLimits known) {
        return new HostSettings(
                host,
                endpoint,
                plainHttp,
                credentials,
                maxConnections,
                proxy,
                caFile,
                together,
                privateNetwork,
                known,
                bandwidth);
    }

    public HostSettings withBandwidth(long bytesPerSecond) {
        return new HostSettings(
                host,
                endpoint,
                plainHttp,
                credentials,
                maxConnections,
                proxy,
                caFile,
                together,
                privateNetwork,
                limits,
                bytesPerSecond);
    }

    /** A host whose operator has said how many connections it gets. */
    public HostSettings countedTogether() {
        return new HostSettings(
                host,
                endpoint,
                plainHttp,
                credentials,
                maxConnections,
                proxy,
                caFile,
                true,
                privateNetwork,
                limits,
                bandwidth);
    }

    /** Without the proxy, whose address may carry a password. */
    @Override
    public String toString() {
        return "HostSettings[host=" + host + ", endpoint=" + endpoint + ", plainHttp=" + plainHttp + ", credentials="
                + credentials + ", maxConnections=" + maxConnections + ", caFile=" + caFile + "]";
    }
}
