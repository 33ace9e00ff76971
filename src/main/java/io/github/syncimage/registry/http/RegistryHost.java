package io.github.syncimage.registry.http;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.concurrent.HostLevel;
import io.github.syncimage.concurrent.SharedDoor;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RequestKind;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.registry.net.Connections;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One registry host: where it is, its connections, what it asked for, and how busy it may be kept. */
public final class RegistryHost {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHost.class);

    /** Where docker.io serves the distribution API. */
    private static final String DOCKER_HUB = "registry-1.docker.io";

    private static final Pattern LEADING_NUMBER = Pattern.compile("[0-9]{1,9}");

    private final HostSettings settings;
    private final URI base;
    private final AddressGuard guard;
    private final RateGates gates;
    /** Of who shows no login where there is one: what anybody is limited to says nothing of what that is. */
    private final RateGates anonymousGates;

    private final HostLogin login;
    private final Connections connections;
    private final TransferSlots downloads;
    private final TransferSlots uploads;
    private final Bandwidth bandwidth;
    private volatile boolean refusesSingleUpload;
    private final BodySizeLimit bodySizes = new BodySizeLimit();
    private final LongAccumulator quickestNanos = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private volatile int pullsLeft = -1;
    private Connections.Pool pool;

    RegistryHost(
            HostSettings settings,
            Supplier<Credentials> lookAgain,
            int uploadsAtOnce,
            Predicate<String> configured,
            Patience patience,
            Map<String, String> environment,
            DnsResolver resolver,
            Budgets budgets,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.base = base(settings);
        this.guard = new AddressGuard(base, settings.leadsInside(), configured, resolver);
        this.gates = new RateGates(patience, kind -> budgets.door("registry", sharedName(settings), kind.name()));
        this.anonymousGates = settings.credentials() == null
                ? gates
                : new RateGates(patience, kind -> budgets.door("registry", settings.host(), kind.name()));
        this.login = new HostLogin(settings.host(), guard, settings.credentials(), lookAgain);
        this.connections = new Connections(settings, guard, patience, environment);
        int together = settings.together() ? settings.maxConnections() : TransferSlots.EACH_FOR_ITSELF;
        this.downloads =
                new TransferSlots(settings.maxConnections(), together, settings.host() + " downloads", budgets);
        this.uploads = new TransferSlots(
                uploadsAtOnce(settings, uploadsAtOnce),
                Math.min(together, settings.limits().uploads()),
                settings.host() + " uploads",
                budgets);
        this.bandwidth = new Bandwidth(settings.bandwidth(), budgets, nanoTime);
    }

    /** On whom the host counts: a user, or where there is none the address that requests come from. */
    private static String sharedName(HostSettings settings) {
        Credentials login = settings.credentials();
        return login == null ? settings.host() : settings.host() + " " + login.username();
    }

    private static int uploadsAtOnce(HostSettings settings, int wanted) {
        int most = Math.min(wanted, settings.maxConnections());
        int allowed = settings.limits().uploads();
        if (most > allowed) {
            LOG.warn("sending {} blobs at once to {} instead of {}: it takes no more", allowed, settings.host(), most);
        }
        return Math.min(most, allowed);
    }

    private static URI base(HostSettings settings) {
        if (settings.endpoint() != null) {
            String endpoint = settings.endpoint().toString();
            return URI.create(endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint);
        }
        String host = settings.host().equals(ImageReference.DOCKER_HUB) ? DOCKER_HUB : settings.host();
        boolean plain = settings.plainHttp() != null ? settings.plainHttp() : isLoopback(host);
        return URI.create((plain ? "http://" : "https://") + host);
    }

    private static boolean isLoopback(String hostAndPort) {
        String host = AddressGuard.bare(URI.create("http://" + hostAndPort));
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.[0-9.]+");
    }

    public HostSettings settings() {
        return settings;
    }

    AddressGuard guard() {
        return guard;
    }

    /** @param login whether credentials are shown */
    RateGates gates(boolean login) {
        return login ? gates : anonymousGates;
    }

    HostLogin login() {
        return login;
    }

    /** A stream that reads a blob holds one of these. */
    public TransferSlots downloads() {
        return downloads;
    }

    /** An upload of a blob holds one of these. */
    public TransferSlots uploads() {
        return uploads;
    }

    /** How fast blobs may go there, and come from there, whichever server of it has them. */
    public Bandwidth bandwidth() {
        return bandwidth;
    }

    /** Whether it once took no {@code POST …?digest=} with a body. */
    public boolean refusesSingleUpload() {
        return refusesSingleUpload;
    }

    public void noteNoSingleUpload() {
        refusesSingleUpload = true;
    }

    /** How large requests to it may be. */
    public BodySizeLimit bodySizes() {
        return bodySizes;
    }

    /** The shortest time between a request and the head of its answer; 0 before the first. */
    public long quickestNanos() {
        long quickest = quickestNanos.get();
        return quickest == Long.MAX_VALUE ? 0 : quickest;
    }

    void answeredAfter(long nanos) {
        quickestNanos.accumulate(nanos);
    }

    /** How busy it is kept now. */
    HostLevel level() {
        int strangers = anonymousGates == gates ? 0 : anonymousGates.waiting();
        int waiting = gates.waiting() + strangers + downloads.waiting() + uploads.waiting();
        return new HostLevel(
                settings.host(),
                gates.closedUntil(),
                waiting,
                uploads.used(),
                downloads.used(),
                pullsLeft(),
                settings.bandwidth());
    }

    /** What the latest {@code ratelimit-remaining} said; -1 before the first. */
    public int pullsLeft() {
        return gates.door(RequestKind.MANIFEST_READ)
                .told()
                .map(SharedDoor.Left::remaining)
                .orElse(pullsLeft);
    }

    /** {@code 100;w=21600}: what is left, and of how many seconds. */
    void toldPullsLeft(String header) {
        Matcher number = LEADING_NUMBER.matcher(header);
        if (number.lookingAt()) {
            pullsLeft = Integer.parseInt(number.group());
            gates.door(RequestKind.MANIFEST_READ).tell(new SharedDoor.Left(pullsLeft, -1, null));
        }
    }

    /** The absolute address of what a call names. */
    URI resolve(String address) {
        return address.startsWith("/") ? URI.create(base + address) : URI.create(address);
    }

    /** Whether credentials for this host may be sent there. */
    boolean owns(URI uri) {
        return uri.getScheme().equalsIgnoreCase(base.getScheme())
                && String.valueOf(uri.getHost()).equalsIgnoreCase(base.getHost())
                && port(uri) == port(base);
    }

    private static int port(URI uri) {
        boolean secure = uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
        return uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
    }

    /** Where a {@code Location} leads. */
    URI follow(URI from, String location) {
        return guard.secured(from.resolve(URI.create(location)));
    }

    synchronized CloseableHttpClient client() throws IOException {
        if (pool == null) {
            pool = connections.pool();
        }
        return pool.client();
    }

    /** Opens new connections for the next request where this client has broken. */
    synchronized void forget(CloseableHttpClient broken) {
        if (pool != null && pool.client() == broken) {
            close();
            pool = null;
        }
    }

    /** The proxy's credentials for a request that it reads itself, or null. */
    String proxyAuthorization(URI uri) {
        return connections.proxyAuthorization(uri);
    }

    synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
