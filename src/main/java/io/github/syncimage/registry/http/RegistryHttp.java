package io.github.syncimage.registry.http;

import io.github.syncimage.registry.Cancellation;
import io.github.syncimage.registry.Cancellation.Registration;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.auth.Proof;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.registry.net.Connections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;

/**
 * Sends calls to registries: over the host's pool, authenticated, redirected by hand, repeated while that may help. No
 * request is made to find out how a host works; the first real one shows it.
 */
public final class RegistryHttp implements AutoCloseable {
    /** registry.k8s.io needs two; whoever needs more than five goes in a circle. */
    private static final int MOST_REDIRECTS = 5;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** Reads an answer; may fail in the middle, and is then given another one. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(RegistryResponse answer) throws IOException;
    }

    private final ConcurrentMap<String, Host> hosts;
    private final Function<String, Host> newHost;
    private final Patience patience;
    private final Authenticator authenticator;
    private volatile boolean closed;

    /**
     * @param uploadsAtOnce to one host, which its {@code maxConnections} bounds too
     * @param environment in which proxies are named
     */
    public RegistryHttp(
            HostDirectory settings,
            int uploadsAtOnce,
            Patience patience,
            Map<String, String> environment,
            DnsResolver resolver) {
        this.hosts = new ConcurrentHashMap<>();
        this.newHost = name -> new Host(
                settings.apply(name),
                () -> settings.lookAgain(name),
                uploadsAtOnce,
                other -> !settings.apply(other).equals(HostSettings.of(other)),
                patience,
                environment,
                resolver);
        this.patience = patience;
        this.authenticator = new Authenticator(this, false);
    }

    private RegistryHttp(RegistryHttp other) {
        this.hosts = other.hosts;
        this.newHost = other.newHost;
        this.patience = other.patience;
        this.authenticator = new Authenticator(this, true);
    }

    /** Loads the HTTP client's classes. */
    public static void load() {
        HostSettings nowhere = HostSettings.of("localhost");
        new Host(nowhere, () -> null, 1, other -> false, Patience.DEFAULT, Map.of(), SystemDefaultDnsResolver.INSTANCE)
                .load();
    }

    /** The same hosts and connections, without credentials. */
    public RegistryHttp anonymous() {
        return new RegistryHttp(this);
    }

    /** The host that a call goes to. */
    public Host host(RegistryRequest call) {
        return named(call.repository().host());
    }

    private Host named(String host) {
        return hosts.computeIfAbsent(host, newHost);
    }

    /** Connections at once to this host. */
    public int connections(String host) {
        return named(host).settings().maxConnections();
    }

    /** The shortest time between a request to this host and the head of its answer; 0 before the first. */
    public Duration quickestAnswer(String host) {
        return Duration.ofNanos(named(host).quickestNanos());
    }

    /** A count of tries for a transfer that goes on after a break by its own means. */
    public Retry retry(RegistryRequest call) {
        return new Retry(patience, host(call).gates());
    }

    /**
     * Sends a call until an answer that is not temporary was read to its end.
     *
     * @throws RegistryException when no try brought one
     */
    public <T> T exchange(RegistryRequest call, Reader<T> reader) {
        return repeat(call, answer -> {
            try (answer) {
                return reader.read(answer);
            }
        });
    }

    /** Sends a call until the head of an answer is there that is not temporary. The caller closes it. */
    public RegistryResponse open(RegistryRequest call) {
        return repeat(call, answer -> answer);
    }

    private <T> T repeat(RegistryRequest call, Reader<T> reader) {
        Retry retry = retry(call);
        while (true) {
            try {
                RegistryResponse answer = once(call);
                if (!Retry.isTemporary(answer)) {
                    return reader.read(answer);
                }
                retry.after(call, answer);
            } catch (IOException e) {
                retry.after(call, e);
            }
        }
    }

    /**
     * Sends a call once, over the host's gate, with redirects and authentication; the answer may be temporary trouble.
     *
     * @throws UncheckedIOException what the payload's source threw; an IOException is the connection's
     */
    public RegistryResponse once(RegistryRequest call) throws IOException {
        Host host = host(call);
        host.gates().await(call);
        URI uri = address(call, () -> host.resolve(call.address()));
        admit(host, call, uri);
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            RegistryResponse answer = authenticated(host, call, uri);
            if (!call.redirected() || !REDIRECTS.contains(answer.status())) {
                return answer;
            }
            try (answer) {
                uri = location(call, answer);
            }
        }
        throw Failure.unexpected(call, "more than " + MOST_REDIRECTS + " redirects");
    }

    /**
     * Where an answer's {@code Location} leads, checked.
     *
     * @throws RegistryException when there is none, or it leads where this registry may not lead us
     */
    public URI location(RegistryRequest call, RegistryResponse answer) {
        String text = answer.header("Location").orElse("");
        if (text.isEmpty()) {
            throw Failure.unexpected(call, "HTTP " + answer.status() + " without a Location");
        }
        return resolve(call, answer, text);
    }

    /** The same for an address that stands elsewhere in an answer. */
    public URI resolve(RegistryRequest call, RegistryResponse answer, String address) {
        Host host = host(call);
        URI next = address(call, () -> host.follow(answer.uri(), address));
        admit(host, call, next);
        return next;
    }

    /** Whether an answer came from another place than the registry itself. */
    public boolean isElsewhere(RegistryRequest call, RegistryResponse answer) {
        return !host(call).owns(answer.uri());
    }

    /** Waits for one of a host's permits. */
    public void acquire(RegistryRequest call, Semaphore permits) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw Failure.interrupted(call, e);
        }
    }

    private static URI address(RegistryRequest call, java.util.function.Supplier<URI> address) {
        try {
            return address.get();
        } catch (IllegalArgumentException e) {
            throw Failure.unexpected(call, "the registry named an address that is no URL");
        }
    }

    private static void admit(Host host, RegistryRequest call, URI uri) {
        if (!host.owns(uri)) {
            host.guard().refusal(uri).ifPresent(reason -> {
                throw Failure.unexpected(call, "refused to follow the registry: " + reason);
            });
        }
    }

    private RegistryResponse authenticated(Host host, RegistryRequest call, URI uri) throws IOException {
        if (call.scope().isEmpty() || !host.owns(uri)) {
            return send(host, call, uri, null);
        }
        Proof proof = authenticator.proof(host, call);
        // Of two tokens that are kept, for writing and for reading, both may have ended.
        int more = proof.header() == null ? 1 : 2;
        boolean looked = false;
        while (true) {
            RegistryResponse answer = send(host, call, uri, proof.header());
            // Private ECR says nothing else where credentials have ended; whoever may not, has others in vain.
            boolean denied = answer.status() == 403 && proof.credentials() != null;
            if (answer.status() != 401 && !denied) {
                if (answer.status() < 400 || answer.status() == 404) {
                    host.credentials().accepted(proof.credentials());
                }
                return answer;
            }
            // Frees the connection, which the token's request may need; status and errors can still be told.
            answer.errors();
            answer.close();
            Proof another = null;
            if (!denied && more-- > 0) {
                another = authenticator.proofAfter(proof, host, call, answer.headers("WWW-Authenticate"));
            }
            if (another == null && !looked) {
                looked = true;
                another = authenticator.proofOfOthers(proof, host, call);
            }
            if (another == null) {
                return answer;
            }
            proof = another;
        }
    }

    private RegistryResponse send(Host host, RegistryRequest call, URI uri, String authorization) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), uri);
        request.setHeader("User-Agent", "sync-image");
        call.headers().forEach(request::setHeader);
        setIfGiven(request, "Authorization", authorization);
        setIfGiven(request, "Proxy-Authorization", host.proxyAuthorization(uri));
        Duration limit = call.payload() == null ? patience.idle() : patience.commit();
        // The socket timeout is the limit between two packets; the head as a whole may take twice that.
        try (StallWatchdog watch = new StallWatchdog(limit.multipliedBy(2), request::cancel)) {
            request.setConfig(Connections.requestConfig(patience, limit));
            if (call.payload() != null) {
                request.setEntity(new PayloadEntity(call.payload(), watch));
                setIfGiven(request, "Content-Type", call.payload().mediaType());
            }
            return receive(host, call, uri, request, watch);
        }
    }

    private RegistryResponse receive(
            Host host, RegistryRequest call, URI uri, HttpUriRequestBase request, StallWatchdog watch)
            throws IOException {
        HttpHost target = new HttpHost(uri.getScheme(), AddressGuard.bare(uri), uri.getPort());
        CloseableHttpClient client = host.client();
        Registration cancellation = Cancellation.onCancel(request::cancel);
        RegistryResponse answer = null;
        try {
            long before = System.nanoTime();
            ClassicHttpResponse response = client.executeOpen(target, request, null);
            host.answeredAfter(System.nanoTime() - before);
            answer = new RegistryResponse(uri, request, response, patience, cancellation);
            return answer;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Failure.interrupted(call, e);
            }
            throw watch.explain(e);
        } catch (IllegalStateException e) {
            // HttpClient says so when a request was cancelled or its pool closed.
            if (Thread.currentThread().isInterrupted()) {
                throw Failure.interrupted(call, e);
            }
            if (closed) {
                throw Failure.unexpected(call, "the client is closed");
            }
            throw watch.explain(new IOException("the request was cancelled", e));
        } catch (Error e) {
            // HttpClient closes all its connections then, for good: the next request gets a new one.
            host.forget(client);
            throw e;
        } finally {
            if (answer == null) {
                cancellation.close();
            }
        }
    }

    private static void setIfGiven(HttpUriRequestBase request, String name, String value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }

    @Override
    public void close() {
        closed = true;
        hosts.values().forEach(Host::close);
    }
}
