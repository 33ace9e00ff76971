package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.HostLevel;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.HostSettings.PushLimits;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.registry.net.Connections;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One registry host: where it is, its connections, what it asked for, and how busy it may be kept. */
final class RegistryHost {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHost.class);

    /** The host at which docker.io serves the distribution API. */
    private static final String DOCKER_HUB = "registry-1.docker.io";

    private static final Pattern LEADING_NUMBER = Pattern.compile("[0-9]{1,9}");

    final HostSettings settings;
    final AddressGuard guard;
    final Connections connections;
    final TransferPermits downloads;
    final TransferPermits uploads;
    final Bandwidth bandwidth;
    final BodySizeLimit bodySizes = new BodySizeLimit();
    /** Its last challenge, without the scope that it named; null while it has asked for nothing. */
    volatile Challenge challenge;
    /** Becomes true once it took no {@code POST …?digest=} with a body. */
    volatile boolean refusesSingleUpload;

    private final URI base;
    private final RateLimits rateLimits;
    /** These are for calls without a login where there is one: what anybody is limited to says nothing of that. */
    private final RateLimits anonymousLimits;

    private final LongAccumulator quickestNanos = new LongAccumulator(Math::min, Long.MAX_VALUE);

    /** @param configured whether the operator named a host, to which this one may lead then */
    RegistryHost(HostSettings settings, Predicate<String> configured, RegistryHttp.Setup setup) {
        this.settings = settings;
        this.base = base(settings);
        this.guard = new AddressGuard(base, settings.allowsPrivateNetwork(), configured, setup.resolver());
        // On whom the host counts: a user, or where there is none the address that requests come from.
        this.anonymousLimits = rateLimits(settings.host(), setup);
        this.rateLimits = settings.credentials() == null
                ? anonymousLimits
                : rateLimits(settings.host() + " " + settings.credentials().username(), setup);
        this.connections = new Connections(settings, guard, setup.patience(), setup.environment());
        int mostOfAll = settings.sharedConnections() ? settings.maxConnections() : TransferPermits.UNSHARED;
        this.downloads = new TransferPermits(
                settings.maxConnections(), mostOfAll, settings.host() + " downloads", setup.budgets());
        this.uploads = new TransferPermits(
                uploadsAtOnce(settings, setup.uploadsAtOnce()),
                Math.min(mostOfAll, settings.limits().uploads()),
                settings.host() + " uploads",
                setup.budgets());
        this.bandwidth = new Bandwidth(settings.bandwidth(), setup.budgets(), setup.nanoTime());
    }

    private static RateLimits rateLimits(String name, RegistryHttp.Setup setup) {
        return new RateLimits(
                setup.patience(), kind -> setup.budgets().limit("registry", name, kind.name(), Clock.systemUTC()));
    }

    private static int uploadsAtOnce(HostSettings settings, int wanted) {
        int most = Math.min(wanted, settings.maxConnections());
        PushLimits limits = settings.limits();
        if (most > limits.uploads()) {
            LOG.warn(
                    "sending {} blobs at once to {} instead of {}: it takes no more",
                    limits.uploads(),
                    settings.host(),
                    most);
        }
        return Math.min(most, limits.uploads());
    }

    private static URI base(HostSettings settings) {
        if (settings.network().endpoint() != null) {
            String endpoint = settings.network().endpoint().toString();
            return URI.create(endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint);
        }
        String host = settings.host().equals(ImageReference.DOCKER_HUB) ? DOCKER_HUB : settings.host();
        boolean plain =
                settings.network().plainHttp() != null ? settings.network().plainHttp() : isLoopback(host);
        return URI.create((plain ? "http://" : "https://") + host);
    }

    private static boolean isLoopback(String hostAndPort) {
        String host = AddressGuard.hostOf(URI.create("http://" + hostAndPort));
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.[0-9.]+");
    }

    /** @param login whether credentials are shown */
    RateLimits rateLimits(boolean login) {
        return login ? rateLimits : anonymousLimits;
    }

    /** The shortest time between a request and the head of its answer; 0 before the first. */
    long quickestNanos() {
        long quickest = quickestNanos.get();
        return quickest == Long.MAX_VALUE ? 0 : quickest;
    }

    void answeredAfter(long nanos) {
        quickestNanos.accumulate(nanos);
    }

    HostLevel level() {
        int strangers = anonymousLimits == rateLimits ? 0 : anonymousLimits.waiting();
        int waiting = rateLimits.waiting() + strangers + downloads.waiting() + uploads.waiting();
        return new HostLevel(
                settings.host(),
                rateLimits.closedUntil(),
                waiting,
                uploads.used(),
                downloads.used(),
                pullsLeft(),
                settings.bandwidth());
    }

    /** Returns what the latest {@code ratelimit-remaining} said; -1 before the first. */
    int pullsLeft() {
        return rateLimits.limit(RegistryRequest.Kind.MANIFEST_READ).level().remaining();
    }

    /** {@code 100;w=21600}: what is left, and of how many seconds. */
    void toldPullsLeft(String header) {
        Matcher number = LEADING_NUMBER.matcher(header);
        if (number.lookingAt()) {
            int left = Integer.parseInt(number.group());
            rateLimits.limit(RegistryRequest.Kind.MANIFEST_READ).tell(new Limit.Level(left, -1, null, null));
        }
    }

    /** The absolute address of what a call names. */
    URI resolve(String address) {
        return address.startsWith("/") ? URI.create(base + address) : URI.create(address);
    }
}
