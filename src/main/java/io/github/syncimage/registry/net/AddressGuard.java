package io.github.syncimage.registry.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Decides where one registry may lead its client: to public addresses only, and never from HTTPS to plain HTTP, unless
 * its operator says otherwise or has configured the host that it leads to; and nowhere where a cloud tells a machine
 * about itself, whoever says so. Names are checked when they are resolved for a connection, so that an answer that
 * changes in between (DNS rebinding) does not help. Behind a proxy, which resolves names itself, only addresses written
 * as such and well-known names are seen.
 */
public final class AddressGuard implements DnsResolver {
    /** A name that a registry led to stands for an address to which it may not lead. */
    public static final class RefusedException extends UnknownHostException {
        RefusedException(String message) {
            super(message);
        }
    }

    private static final String TO_METADATA = "it leads to an address of metadata: ";

    private final URI base;
    private final boolean trusted;
    private final Predicate<String> configured;
    private final DnsResolver resolver;
    /** Host and port. */
    private final Set<String> proxies = ConcurrentHashMap.newKeySet();

    /**
     * @param base where the registry is reached, which its operator's rules let everybody ask for
     * @param trusted whether its operator says that it may lead into our own network
     * @param configured whether the operator named a host: {@code reg.corp}, {@code reg.corp:5000}
     */
    public AddressGuard(URI base, boolean trusted, Predicate<String> configured, DnsResolver resolver) {
        this.base = base;
        this.trusted = trusted;
        this.configured = configured;
        this.resolver = resolver;
    }

    /** The reason not to go where the registry leads, or empty; a name is still checked when it is resolved. */
    public Optional<String> refusal(URI next) {
        String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || next.getHost() == null) {
            return Optional.of("it leads to an address that is no HTTP URL");
        }
        if (next.getRawUserInfo() != null) {
            return Optional.of("it leads to a URL with credentials");
        }
        String host = plain(hostOf(next));
        int port = port(next);
        if (isMetadata(host)) {
            return Optional.of(TO_METADATA + host);
        }
        boolean downgraded = scheme.equals("http") && base.getScheme().equals("https");
        if (isItself(host, port) && !downgraded || trusted || isConfigured(host, port)) {
            return Optional.empty();
        }
        if (downgraded) {
            return Optional.of("it leads from HTTPS to plain HTTP at " + host);
        }
        boolean ours = host.equals("localhost")
                || host.endsWith(".localhost")
                || proxies.contains(host + ":" + port)
                || PrivateAddresses.isLiteral(host)
                        && PrivateAddresses.literal(host)
                                .map(PrivateAddresses::contains)
                                .orElse(true);
        return ours ? Optional.of("it leads to a private address: " + host) : Optional.empty();
    }

    /**
     * Returns the address, by HTTPS where it is the registry's own. A host behind a TLS terminator often names itself with
     * http: that is this host all the same.
     */
    public URI toHttps(URI next) {
        boolean itself = base.getScheme().equals("https")
                && "http".equalsIgnoreCase(next.getScheme())
                && base.getHost().equalsIgnoreCase(next.getHost())
                && (next.getPort() < 0 || next.getPort() == 80 || next.getPort() == base.getPort());
        if (!itself) {
            return next;
        }
        String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
        return URI.create("https://" + base.getRawAuthority() + next.getRawPath() + query);
    }

    /** Tells whether what is sent there could be read on its way, although the registry itself is reached by TLS. */
    public boolean leavesHttps(URI next) {
        return base.getScheme().equals("https") && !"https".equalsIgnoreCase(next.getScheme());
    }

    /** Tells whether credentials for the registry may be sent there. */
    public boolean owns(URI uri) {
        return base.getScheme().equalsIgnoreCase(uri.getScheme())
                && hostOf(uri).equals(hostOf(base))
                && port(uri) == port(base);
    }

    /** Names a proxy of ours, which we reach wherever it is, and to which nobody else may lead. */
    void proxy(String host, int port) {
        proxies.add(host + ":" + port);
    }

    private boolean isItself(String host, int port) {
        return host.equals(plain(hostOf(base))) && port == port(base);
    }

    /** Image names leave out the port of their scheme, and carry the brackets of IPv6. */
    private boolean isConfigured(String host, int port) {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return configured.test(name + ":" + port) || (port == 443 || port == 80) && configured.test(name);
    }

    private static boolean isMetadata(String host) {
        return PrivateAddresses.isMetadataName(host)
                || PrivateAddresses.literal(host)
                        .map(PrivateAddresses::isMetadata)
                        .orElse(false);
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** The host without the brackets of an IPv6 address. */
    public static String hostOf(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Without the dot at the end that makes a name absolute. */
    private static String plain(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        InetAddress[] all = resolver.resolve(host);
        String name = plain(host.toLowerCase(Locale.ROOT));
        Predicate<InetAddress> allowed = address -> true;
        if (!proxies.contains(host + ":" + port)) {
            boolean anywhere = trusted || isItself(name, port) || isConfigured(name, port);
            allowed = address ->
                    !PrivateAddresses.isMetadata(address) && (anywhere || !PrivateAddresses.contains(address));
        }
        List<InetSocketAddress> left = Arrays.stream(all)
                .filter(allowed)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (left.isEmpty() && all.length > 0) {
            throw new RefusedException(
                    Arrays.stream(all).anyMatch(PrivateAddresses::isMetadata)
                            ? TO_METADATA + host
                            : host + " is at a private address, and not configured under registries.hosts");
        }
        return left;
    }

    /** The client asks with a port; there is no other caller. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolver.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
