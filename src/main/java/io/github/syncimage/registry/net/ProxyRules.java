package io.github.syncimage.registry.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy leads to an address: the one configured for the registry, otherwise what {@code HTTPS_PROXY},
 * {@code HTTP_PROXY} and {@code NO_PROXY} say, also in lower case, as curl and Go read them. Loopback is never reached
 * through a proxy of the environment.
 */
public final class ProxyRules {
    private final URI configured;
    private final Map<String, String> environment;

    /** @param configured for this registry and wherever it leads, or null */
    public ProxyRules(URI configured, Map<String, String> environment) {
        this.configured = configured;
        this.environment = environment;
    }

    /** The proxy that leads there, always with a port; empty where none does. */
    public Optional<URI> proxy(String scheme, String host, int port) {
        if (configured != null) {
            return Optional.of(withPort(configured));
        }
        String named = variable(scheme.equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (named.isEmpty() || isDirect(host, port)) {
            return Optional.empty();
        }
        return Optional.of(withPort(URI.create(named.contains("://") ? named : "http://" + named)));
    }

    private static URI withPort(URI proxy) {
        if (proxy.getPort() > 0) {
            return proxy;
        }
        String user = proxy.getRawUserInfo() == null ? "" : proxy.getRawUserInfo() + "@";
        int port = proxy.getScheme().equals("https") ? 443 : 80;
        return URI.create(proxy.getScheme() + "://" + user + proxy.getHost() + ":" + port);
    }

    /** Tells whether no address at all is reached through a proxy. */
    boolean hasNone() {
        return configured == null
                && variable("HTTPS_PROXY").isEmpty()
                && variable("HTTP_PROXY").isEmpty();
    }

    private String variable(String name) {
        String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return (lower.isBlank() ? environment.getOrDefault(name, "") : lower).strip();
    }

    private boolean isDirect(String host, int port) {
        return host.equals("localhost")
                || PrivateAddresses.literal(host)
                        .map(InetAddress::isLoopbackAddress)
                        .orElse(false)
                || Arrays.stream(variable("NO_PROXY").split(","))
                        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                        .anyMatch(entry -> !entry.isEmpty() && matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*") || entry.equals(host) || entry.equals(host + ":" + port)) {
            return true;
        }
        if (entry.contains("/")) {
            return inNetwork(entry, host);
        }
        String suffix = entry.startsWith("*.") ? entry.substring(1) : entry.startsWith(".") ? entry : "." + entry;
        return host.endsWith(suffix) || host.equals(suffix.substring(1));
    }

    private static boolean inNetwork(String network, String host) {
        String[] parts = network.split("/", 2);
        Optional<InetAddress> base = PrivateAddresses.literal(parts[0]);
        Optional<InetAddress> address = PrivateAddresses.literal(host);
        if (base.isEmpty() || address.isEmpty() || !parts[1].matches("[0-9]{1,3}")) {
            return false;
        }
        byte[] a = base.get().getAddress();
        byte[] b = address.get().getAddress();
        int bits = Integer.parseInt(parts[1]);
        int all = a.length * 8;
        // What differs lies behind the bits of the network.
        return a.length == b.length
                && bits <= all
                && new BigInteger(1, a).xor(new BigInteger(1, b)).bitLength() <= all - bits;
    }
}
