package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostLevel;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.Authenticator.Authorization;
import io.github.syncimage.text.HeaderReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Sends calls to registries: over the host's pool, authenticated, redirected by hand, repeated while that may help. No
 * request is made to find out how a host works; the first real one shows it.
 */
final class RegistryHttp implements AutoCloseable {
    /** registry.k8s.io needs two; whoever needs more than five goes in a circle. */
    private static final int MOST_REDIRECTS = 5;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /**
     * The way in which a client works, whatever its hosts.
     *
     * @param uploadsAtOnce to one host, which its {@code maxConnections} bounds too
     * @param environment in which proxies are named
     * @param budgets what other processes take from the same hosts
     * @param nanoTime by which bandwidth is kept
     */
    record Setup(
            int uploadsAtOnce,
            Patience patience,
            Map<String, String> environment,
            DnsResolver resolver,
            Budgets budgets,
            LongSupplier nanoTime) {}

    final HostDirectory directory;
    private final ConcurrentMap<String, RegistryHost> hosts;
    private final Function<String, RegistryHost> newHost;
    private final ConcurrentMap<String, HostLogin> logins = new ConcurrentHashMap<>();
    private final Patience patience;
    private final RequestSender sender;
    private final Authenticator authenticator = new Authenticator(this);

    RegistryHttp(HostDirectory directory, Setup setup) {
        this(
                directory,
                new ConcurrentHashMap<>(),
                name -> new RegistryHost(directory.apply(name), directory::names, setup),
                setup.patience(),
                new RequestSender(setup.patience()));
    }

    private RegistryHttp(
            HostDirectory directory,
            ConcurrentMap<String, RegistryHost> hosts,
            Function<String, RegistryHost> newHost,
            Patience patience,
            RequestSender sender) {
        this.directory = directory;
        this.hosts = hosts;
        this.newHost = newHost;
        this.patience = patience;
        this.sender = sender;
    }

    /** One with the same hosts and connections, but with the logins that these know. */
    RegistryHttp with(HostDirectory others) {
        return new RegistryHttp(others, hosts, newHost, patience, sender);
    }

    /** Returns what is shown to a host. */
    HostLogin login(RegistryHost host) {
        return logins.computeIfAbsent(
                host.settings.host(),
                name -> new HostLogin(host, directory.apply(name).credentials(), () -> directory.lookAgain(name)));
    }

    private RateLimits rateLimits(RegistryHost host) {
        return host.rateLimits(login(host).current() != null);
    }

    RegistryHost host(RegistryRequest call) {
        return host(call.repository().host());
    }

    RegistryHost host(String host) {
        return hosts.computeIfAbsent(host, newHost);
    }

    List<HostLevel> levels() {
        return hosts.values().stream()
                .map(RegistryHost::level)
                .sorted(Comparator.comparing(HostLevel::host))
                .toList();
    }

    /** A count of tries for a transfer that goes on after a break by its own means. */
    Retry retry(RegistryRequest call) {
        return new Retry(patience, rateLimits(host(call)));
    }

    /**
     * Sends a call until an answer that is not temporary was read to its end.
     *
     * @throws RegistryException when no try brought one
     */
    <T> T exchange(RegistryRequest call, RegistryResponse.Reader<T> reader) {
        return repeat(call, answer -> {
            try (answer) {
                return reader.read(answer);
            }
        });
    }

    /** Sends a call until the head of an answer is there that is not temporary. The caller closes it. */
    RegistryResponse open(RegistryRequest call) {
        return repeat(call, answer -> answer);
    }

    private <T> T repeat(RegistryRequest call, RegistryResponse.Reader<T> reader) {
        Retry retry = retry(call);
        while (true) {
            try {
                RegistryResponse answer = once(call);
                if (!answer.isTemporary()) {
                    return reader.read(answer);
                }
                retry.after(call, answer);
            } catch (IOException e) {
                retry.after(call, e);
            }
        }
    }

    /**
     * Sends a call once, when the host takes it, with redirects and authentication; the answer may be temporary trouble.
     *
     * @throws UncheckedIOException what the payload's source threw; an IOException is the connection's
     */
    RegistryResponse once(RegistryRequest call) throws IOException {
        RegistryHost host = host(call);
        rateLimits(host).await(call);
        URI uri = admitted(host, call, () -> host.resolve(call.address()));
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            RegistryResponse answer = authenticated(host, call, uri);
            if (!call.redirected() || !REDIRECTS.contains(answer.status())) {
                return answer;
            }
            try (answer) {
                uri = location(call, answer);
            }
        }
        throw RequestFailure.unexpected(call, "more than " + MOST_REDIRECTS + " redirects");
    }

    /**
     * Returns where an answer's {@code Location} leads, checked.
     *
     * @throws RegistryException when there is none, or it leads where this registry may not lead us
     */
    URI location(RegistryRequest call, RegistryResponse answer) {
        String text = answer.header("Location").orElse("");
        if (text.isEmpty()) {
            throw RequestFailure.unexpected(call, "HTTP " + answer.status() + " without a Location");
        }
        return resolve(call, answer, text);
    }

    /** Returns where an address in an answer leads, checked. */
    private URI resolve(RegistryRequest call, RegistryResponse answer, String address) {
        RegistryHost host = host(call);
        return admitted(host, call, () -> host.guard.toHttps(answer.uri().resolve(URI.create(address))));
    }

    private static URI admitted(RegistryHost host, RegistryRequest call, Supplier<URI> address) {
        URI uri;
        try {
            uri = address.get();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.unexpected(call, "the registry named an address that is no URL");
        }
        host.guard.refusal(uri).ifPresent(reason -> {
            throw RequestFailure.unexpected(call, "refused to follow the registry: " + reason);
        });
        return uri;
    }

    /**
     * The place at which a list goes on.
     *
     * @param address exactly as {@code Link} says it, since some registries hide their place in it; empty at the end
     * @param whole false where the list is none, or ends because {@code Link} is too long to be read
     */
    record NextPage(Optional<String> address, boolean whole) {}

    NextPage nextPage(RegistryRequest call, RegistryResponse answer) {
        List<String> links = answer.headers("Link");
        List<String> readable = HeaderReader.readable(links);
        Optional<String> next = HeaderReader.nextPage(readable)
                .map(address -> resolve(call, answer, address).toString());
        return new NextPage(next, next.isPresent() || readable.size() == links.size());
    }

    private RegistryResponse authenticated(RegistryHost host, RegistryRequest call, URI uri) throws IOException {
        if (call.scope().isEmpty() || !host.guard.owns(uri)) {
            return sender.send(host, call, uri, null);
        }
        HostLogin login = login(host);
        Authorization authorization = authenticator.authorization(login, call);
        // Of two tokens that are kept, for writing and for reading, both may have ended.
        int more = authorization.header() == null ? 1 : 2;
        boolean looked = false;
        while (true) {
            RegistryResponse answer = sender.send(host, call, uri, authorization.header());
            if (rateLimits(host) == host.rateLimits(true)) {
                answer.header("ratelimit-remaining").ifPresent(host::toldPullsLeft);
            }
            // Private ECR answers 403 without a challenge when credentials have ended, so others are looked for here
            // too.
            boolean denied = answer.status() == 403 && authorization.credentials() != null;
            if (answer.status() != 401 && !denied) {
                if (answer.status() < 400 || answer.status() == 404) {
                    login.accepted(authorization.credentials());
                }
                return answer;
            }
            // Frees the connection, which the token's request may need; status and errors can still be told.
            answer.errors();
            answer.close();
            Authorization another = null;
            if (!denied && more-- > 0) {
                another = authenticator.authorizationAfter(
                        authorization, login, call, answer.headers("WWW-Authenticate"));
            }
            if (another == null && !looked) {
                looked = true;
                another = authenticator.authorizationOfOthers(authorization, login, call);
            }
            if (another == null) {
                return answer;
            }
            authorization = another;
        }
    }

    @Override
    public void close() {
        sender.close();
        hosts.values().forEach(host -> host.connections.close());
    }
}
