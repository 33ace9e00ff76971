package io.github.syncimage.watch;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.settings.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a list's file says.
 *
 * @param name the file's, without its ending
 * @param access to registries that the file knows and the configuration need not
 * @param warnings what has no effect here, or another one than in regsync
 */
public record WatchList(String name, Path file, List<WatchEntry> entries, List<Access> access, List<Problem> warnings) {
    /**
     * One of a file's {@code creds}.
     *
     * @param host as image names spell it
     * @param credentials or null
     * @param plainHttp true where {@code tls: disabled}; null where nothing is said
     */
    public record Access(String host, Credentials credentials, Boolean plainHttp) {}

    /**
     * Hosts as the configuration knows them, with what lists say about those of which it knows no better.
     *
     * @param access of all lists as they are now
     */
    public record Hosts(HostDirectory configured, Supplier<List<Access>> access) implements HostDirectory {
        @Override
        public HostSettings apply(String host) {
            return access.get().stream()
                    .filter(given -> given.host().equals(host))
                    .findFirst()
                    .map(given -> with(configured.apply(host), given))
                    .orElseGet(() -> configured.apply(host));
        }

        @Override
        public boolean names(String host) {
            return configured.names(host);
        }

        private static HostSettings with(HostSettings known, Access given) {
            HostSettings.Network way = known.network();
            Boolean plain = way.plainHttp() == null ? given.plainHttp() : way.plainHttp();
            HostSettings reached = known.with(new HostSettings.Network(
                    way.endpoint(), plain, way.proxy(), way.caFile(), way.allowsPrivateNetwork()));
            return known.credentials() == null ? reached.withCredentials(given.credentials()) : reached;
        }

        @Override
        public Credentials lookAgain(String host) {
            Credentials found = configured.lookAgain(host);
            return found != null ? found : apply(host).credentials();
        }

        @Override
        public HostDirectory ofSources() {
            return configured.ofSources();
        }
    }
}
