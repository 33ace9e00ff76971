package io.github.syncimage.settings;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.SwrHost;
import io.github.syncimage.registry.SwrLogin;
import io.github.syncimage.registry.http.ProxyRules;
import io.github.syncimage.settings.docker.DockerConfig;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How each registry host is reached, for the registry client. Credentials come from the first of: {@code
 * registries.generic} (the target's host), {@code registries.hosts}, the keys of SWR (for its hosts),
 * Docker's {@code config.json}. Each host is looked up once, and Docker's file is not opened before it is needed.
 */
public final class Hosts implements Function<String, HostSettings> {
    private final Settings settings;
    private final Map<String, String> environment;
    private final Map<String, HostSettings> known = new ConcurrentHashMap<>();
    private DockerConfig docker;

    public Hosts(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    @Override
    public HostSettings apply(String host) {
        return known.computeIfAbsent(host, this::find);
    }

    /** The proxy that leads to an API (GitHub's, a cloud's): one can be configured for its host, as for a registry. */
    public Optional<URI> proxy(URI address) {
        boolean secure = address.getScheme().equals("https");
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        HostSettings configured = settings.hosts().getOrDefault(address.getHost(), HostSettings.of(address.getHost()));
        return new ProxyRules(configured.proxy(), environment).proxy(address.getScheme(), address.getHost(), port);
    }

    private HostSettings find(String host) {
        HostSettings configured = settings.hosts().getOrDefault(host, HostSettings.of(host));
        boolean target = host.equals(settings.target().registry());
        if (target && settings.target().credentials() != null) {
            return configured.withCredentials(settings.target().credentials());
        }
        if (configured.credentials() != null) {
            return configured;
        }
        Credentials computed = swrLogin(host);
        return configured.withCredentials(computed != null ? computed : fromDocker(configured));
    }

    private Credentials swrLogin(String host) {
        Settings.Swr swr = settings.swr();
        if (swr.accessKey() == null || !SwrHost.matches(host)) {
            return null;
        }
        String project =
                swr.project() != null ? swr.project() : SwrHost.region(host).orElse(swr.region());
        return SwrLogin.of(project, swr.accessKey().value(), swr.secretKey().value());
    }

    /** What {@code docker login} left for the address that is really asked: a mirror must not get the host's own. */
    private Credentials fromDocker(HostSettings configured) {
        String asked = configured.endpoint() == null
                ? configured.host()
                : configured.endpoint().getAuthority();
        return docker().credentials(asked).orElse(null);
    }

    private synchronized DockerConfig docker() {
        if (docker == null) {
            docker = DockerConfig.read(environment);
        }
        return docker;
    }
}
