package io.github.syncimage.registry;

import java.net.URI;
import java.nio.file.Path;

/**
 * How one registry host is reached, {@code registries.hosts.<host>} of the configuration.
 *
 * @param host the host as image names spell it: {@code docker.io}
 * @param endpoint another address that serves it ({@code http://127.0.0.1:5001}), or null for the host's own
 * @param plainHttp true or false where it is configured; null decides by address: loopback speaks plain HTTP
 * @param credentials or null for an anonymous client
 * @param maxConnections connections at once to this host
 * @param proxy {@code http://[user:password@]host:port}, or null for what the environment says
 * @param caFile PEM file of certificate authorities trusted beside the system's, or null
 */
public record HostSettings(
        String host,
        URI endpoint,
        Boolean plainHttp,
        Credentials credentials,
        int maxConnections,
        URI proxy,
        Path caFile) {
    public static final int DEFAULT_MAX_CONNECTIONS = 16;

    /** A host about which nothing is configured. */
    public static HostSettings of(String host) {
        return new HostSettings(host, null, null, null, DEFAULT_MAX_CONNECTIONS, null, null);
    }

    public HostSettings withHost(String newHost) {
        return new HostSettings(newHost, endpoint, plainHttp, credentials, maxConnections, proxy, caFile);
    }

    public HostSettings withCredentials(Credentials newCredentials) {
        return new HostSettings(host, endpoint, plainHttp, newCredentials, maxConnections, proxy, caFile);
    }

    public HostSettings withMaxConnections(int newMaxConnections) {
        return new HostSettings(host, endpoint, plainHttp, credentials, newMaxConnections, proxy, caFile);
    }

    public HostSettings withEndpoint(URI newEndpoint) {
        return new HostSettings(host, newEndpoint, plainHttp, credentials, maxConnections, proxy, caFile);
    }

    /** Without the proxy, whose address may carry a password. */
    @Override
    public String toString() {
        return "HostSettings[host=" + host + ", endpoint=" + endpoint + ", plainHttp=" + plainHttp + ", credentials="
                + credentials + ", maxConnections=" + maxConnections + ", caFile=" + caFile + "]";
    }
}
