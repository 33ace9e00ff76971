package io.github.syncimage.settings;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code registries.hosts} and the pairs of user name and password. */
final class HostTable {
    private final Values values;
    private final Home home;

    HostTable(Values values, Home home) {
        this.values = values;
        this.home = home;
    }

    /** By host as image names spell it, {@code docker.io} for {@code index.docker.io}. */
    Map<String, HostSettings> read() {
        Map<String, HostSettings> hosts = new LinkedHashMap<>();
        for (String written : values.hosts()) {
            HostSettings settings = read(written);
            if (settings != null && hosts.put(settings.host(), settings) != null) {
                values.report(new Problem("configuration", "registries.hosts." + written, "this host is given twice"));
            }
        }
        return hosts;
    }

    private HostSettings read(String written) {
        Integer maxConnections = values.get(Keys.HOST_MAX_CONNECTIONS.at(written));
        var caFile = values.get(Keys.HOST_CA_FILE.at(written));
        HostSettings settings = new HostSettings(
                written,
                values.get(Keys.HOST_ENDPOINT.at(written)),
                values.get(Keys.HOST_PLAIN_HTTP.at(written)),
                credentials(Keys.HOST_USERNAME.at(written), Keys.HOST_PASSWORD.at(written)),
                maxConnections == null ? HostSettings.DEFAULT_MAX_CONNECTIONS : maxConnections,
                values.get(Keys.HOST_PROXY.at(written)),
                caFile == null ? null : home.resolve(caFile));
        return named(settings, written);
    }

    private HostSettings named(HostSettings settings, String written) {
        try {
            return settings.withHost(Type.HOST.reader().apply(written));
        } catch (IllegalArgumentException noHost) {
            values.report(new Problem(
                    "configuration",
                    "registries.hosts." + Excerpt.of(written),
                    "'" + Excerpt.of(written) + "' is not " + Type.HOST.expected()));
            return null;
        }
    }

    /** Both or none; null for an anonymous client. */
    Credentials credentials(Key<Secret> username, Key<Secret> password) {
        Secret user = values.get(username);
        Secret word = values.get(password);
        values.requireBoth(username, password);
        return user == null || word == null ? null : new Credentials(user.value(), word.value());
    }
}
