package io.github.syncimage.registry.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Decides where one registry may lead its client: a public one to public addresses only, and never from HTTPS to plain
 * HTTP. Names are checked when they are resolved for a connection, so that an answer that changes in between (DNS
 * rebinding) does not help. Behind a proxy, which resolves names itself, only addresses written as such are seen.
 */
public final class AddressGuard implements DnsResolver {
    private final URI base;
    private final boolean endpointConfigured;
    private final Predicate<String> configured;
    private final DnsResolver resolver;
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Set<String> proxies = ConcurrentHashMap.newKeySet();

    /**
     * @param base where the registry is reached
     * @param endpointConfigured the operator named that address, so it is trusted as far as the operator's network
     * @param configured whether the operator named a host
     */
    public AddressGuard(URI base, boolean endpointConfigured, Predicate<String> configured, DnsResolver resolver) {
        this.base = base;
        this.endpointConfigured = endpointConfigured;
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
        String host = bare(next);
        if (host.equals(bare(base)) || isConfigured(next) || isTrusted()) {
            return Optional.empty();
        }
        if (scheme.equals("http") && base.getScheme().equals("https")) {
            return Optional.of("it leads from HTTPS to plain HTTP at " + host);
        }
        boolean ours = host.equals("localhost")
                || host.endsWith(".localhost")
                || proxies.contains(host)
                || isPrivateLiteral(host);
        if (ours) {
            return Optional.of("it leads to a private address: " + host);
        }
        foreign.add(host);
        return Optional.empty();
    }

    /** Names a proxy of ours, which we reach wherever it is, and to which nobody else may lead. */
    void proxy(String host) {
        proxies.add(host);
    }

    private boolean isConfigured(URI next) {
        String host = bare(next);
        return configured.test(host) || next.getPort() > 0 && configured.test(host + ":" + next.getPort());
    }

    /** A registry in our own network may lead around in it. */
    private boolean isTrusted() {
        return endpointConfigured || isLocal(bare(base));
    }

    private boolean isLocal(String host) {
        try {
            return Arrays.stream(resolver.resolve(host)).allMatch(PrivateAddresses::contains);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isPrivateLiteral(String host) {
        try {
            return PrivateAddresses.isLiteral(host)
                    && PrivateAddresses.contains(
                            SystemDefaultDnsResolver.INSTANCE.resolve(host)[0]);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /** The host without the brackets of an IPv6 address. */
    public static String bare(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = resolver.resolve(host);
        if (!foreign.contains(host.toLowerCase(Locale.ROOT)) || proxies.contains(host)) {
            return all;
        }
        InetAddress[] allowed = Arrays.stream(all)
                .filter(address -> !PrivateAddresses.contains(address))
                .toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new RefusedAddressException(host);
        }
        return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
