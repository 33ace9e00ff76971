package io.github.syncimage.watch.run;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.watch.WatchList.Access;
import java.util.List;
import java.util.function.Supplier;

/**
 * Hosts as the configuration knows them, with what lists say about those of which it knows no better.
 *
 * @param access of all lists as they are now
 */
public record ListAccess(HostDirectory configured, Supplier<List<Access>> access) implements HostDirectory {
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
        HostSettings reached = known.network().plainHttp() == null ? known.withPlainHttp(given.plainHttp()) : known;
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
