package io.github.syncimage.settings;

import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.net.ProxyRules;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How each registry host is reached, for the registry client. Credentials come from the first of: {@code
 * registries.generic} (the target's host), {@code registries.hosts}, the keys of SWR (for its hosts),
 * Docker's {@code config.json}. Each host is looked up once, and Docker's file is not opened before it is needed; both
 * are read again, and credential helpers asked again, for a host that refuses its credentials.
 */
public final class Hosts implements HostDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);

    private final Settings settings;
    private final Map<String, String> environment;
    private final Supplier<Settings> again;
    private final Map<String, HostSettings> known = new ConcurrentHashMap<>();
    private DockerConfig docker;

    /**
     * @param again loads the configuration once more, secret files included; only credentials are taken from it
     */
    public Hosts(Settings settings, Map<String, String> environment, Supplier<Settings> again) {
        this.settings = settings;
        this.environment = environment;
        this.again = again;
    }

    @Override
    public HostSettings apply(String host) {
        return known.computeIfAbsent(host, this::find);
    }

    @Override
    public boolean names(String host) {
        return settings.hosts().containsKey(host);
    }

    /** The proxy that leads to an API (GitHub's, a cloud's): one can be configured for its host, as for a registry. */
    public Optional<URI> proxy(URI address) {
        boolean secure = address.getScheme().equals("https");
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        return new ProxyRules(configured(address.getHost()).network().proxy(), environment)
                .proxy(address.getScheme(), address.getHost(), port);
    }

    @Override
    public Credentials lookAgain(String host) {
        Credentials found = credentials(configured(host), loadedAgain(), () -> DockerConfig.read(environment), true);
        if (found != null) {
            known.computeIfPresent(host, (name, old) -> old.withCredentials(found));
        }
        return found;
    }

    @Override
    public HostDirectory ofSources() {
        return new HostDirectory() {
            @Override
            public HostSettings apply(String host) {
                HostSettings reached = Hosts.this.apply(host);
                return reached.withCredentials(credentials(configured(host), settings, Hosts.this::docker, false));
            }

            @Override
            public Credentials lookAgain(String host) {
                return credentials(configured(host), loadedAgain(), () -> DockerConfig.read(environment), false);
            }
        };
    }

    private Settings loadedAgain() {
        try {
            return again.get();
        } catch (SettingsException e) {
            LOG.warn(
                    "credentials stay as they are: the configuration has problems now: {}",
                    e.problems().get(0));
            return settings;
        }
    }

    private HostSettings configured(String host) {
        HostSettings unset = HostSettings.of(host, settings.connections());
        return settings.hosts().getOrDefault(host, unset).withLimits(Clouds.limits(host));
    }

    private HostSettings find(String host) {
        HostSettings configured = configured(host);
        return configured.withCredentials(credentials(configured, settings, this::docker, true));
    }

    /** @param toPush whether the target's login and the keys of SWR count, which are there to write */
    private Credentials credentials(HostSettings asked, Settings now, Supplier<DockerConfig> docker, boolean toPush) {
        String host = asked.host();
        if (toPush && host.equals(now.get(Keys.TARGET_REGISTRY)) && now.targetCredentials() != null) {
            return now.targetCredentials();
        }
        if (toPush && host.equals(now.artifactRegistry()) && now.artifactCredentials() != null) {
            return now.artifactCredentials();
        }
        Credentials configured =
                now.hosts().getOrDefault(host, HostSettings.of(host)).credentials();
        if (configured == null && toPush) {
            configured = swrLogin(host, now);
        }
        return configured != null ? configured : fromDocker(asked, docker.get());
    }

    private static Credentials swrLogin(String host, Settings now) {
        Secret accessKey = now.get(Keys.SWR_ACCESS_KEY);
        if (accessKey == null || !SwrHost.matches(host)) {
            return null;
        }
        String project = now.get(Keys.SWR_PROJECT) != null
                ? now.get(Keys.SWR_PROJECT)
                : SwrHost.region(host).orElse(now.get(Keys.SWR_REGION));
        return SwrHost.login(
                project, accessKey.value(), now.get(Keys.SWR_SECRET_KEY).value());
    }

    /** Finds what {@code docker login} left for the address that is really asked: a mirror must not get the host's own. */
    private static Credentials fromDocker(HostSettings configured, DockerConfig docker) {
        String asked = configured.network().endpoint() == null
                ? configured.host()
                : configured.network().endpoint().getAuthority();
        return docker.credentials(asked).orElse(null);
    }

    private synchronized DockerConfig docker() {
        if (docker == null) {
            docker = DockerConfig.read(environment);
        }
        return docker;
    }
}
