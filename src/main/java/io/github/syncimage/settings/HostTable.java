package io.github.syncimage.settings;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code registries.hosts} and the pairs of user name and password.
 *
 * @param connections to a host for which nothing is given
 */
record HostTable(EntryReader values, Home home, int connections) {
    /** By host as image names spell it, {@code docker.io} for {@code index.docker.io}. */
    Map<String, HostSettings> read() {
        Map<String, HostSettings> hosts = new LinkedHashMap<>();
        values.hosts().forEach((written, source) -> {
            String host = canonical(written);
            HostSettings settings = read(written, host);
            if (host == null) {
                report(source, written, "'" + Problem.excerpt(written) + "' is not " + Type.HOST.expected());
            } else if (hosts.putIfAbsent(host, settings) != null) {
                report(source, written, "is the same host as " + host);
            }
        });
        return hosts;
    }

    private HostSettings read(String written, String host) {
        Key<Integer> most = Keys.HOST_MAX_CONNECTIONS.at(written);
        Path caFile = values.get(Keys.HOST_CA_FILE.at(written));
        HostSettings.Network network = new HostSettings.Network(
                values.get(Keys.HOST_ENDPOINT.at(written)),
                values.get(Keys.HOST_PLAIN_HTTP.at(written)),
                values.get(Keys.HOST_PROXY.at(written)),
                caFile == null ? null : home.lookUp(caFile),
                values.get(Keys.HOST_PRIVATE_NETWORK.at(written)));
        HostSettings settings = HostSettings.of(host, values.has(most) ? values.number(most) : connections)
                .with(network)
                .withCredentials(credentials(Keys.HOST_USERNAME.at(written), Keys.HOST_PASSWORD.at(written)))
                .withBandwidth(values.get(Keys.HOST_BANDWIDTH.at(written), 0L));
        return values.has(most) ? settings.withSharedConnections() : settings;
    }

    private static String canonical(String written) {
        try {
            return Type.HOST.reader().apply(written);
        } catch (IllegalArgumentException noHost) {
            return null;
        }
    }

    private void report(String source, String written, String message) {
        values.report(new Problem(source, "registries.hosts." + Problem.excerpt(written), message));
    }

    /** Both or none; null for an anonymous client. */
    Credentials credentials(Key<Secret> username, Key<Secret> password) {
        Secret user = values.get(username);
        Secret word = values.get(password);
        values.requireBoth(username, password);
        return user == null || word == null ? null : new Credentials(user.value(), word.value());
    }
}
