package io.github.syncimage.settings;

import io.github.syncimage.registry.HostSettings;
import java.util.Map;
import java.util.function.Function;

/** How each registry host is reached, for {@code RegistryClient}. */
public final class Hosts implements Function<String, HostSettings> {
    private final Settings settings;

    public Hosts(Settings settings, Map<String, String> environment) {
        this.settings = settings;
    }

    @Override
    public HostSettings apply(String host) {
        HostSettings configured = settings.hosts().getOrDefault(host, HostSettings.of(host));
        boolean target = host.equals(settings.target().registry());
        return target && settings.target().credentials() != null
                ? configured.withCredentials(settings.target().credentials())
                : configured;
    }
}
