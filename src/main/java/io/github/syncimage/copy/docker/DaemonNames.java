package io.github.syncimage.copy.docker;

import io.github.syncimage.copy.source.Access;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import java.net.URI;

/** Names and credentials for a Docker daemon, which reads a registry's address from the image's name. */
record DaemonNames(HostDirectory hosts, HostDirectory sources) {
    /** {@code docker.io/library/nginx}, or where another address serves the host, {@code mirror.example/library/nginx}. */
    String of(Repository repository) {
        URI endpoint = hosts.apply(repository.host()).network().endpoint();
        // A name has no room for a path of the API below the host.
        boolean named = endpoint != null
                && (endpoint.getPath() == null || endpoint.getPath().matches("/?"));
        return (named ? endpoint.getAuthority() : repository.host()) + "/" + repository.path();
    }

    /** Null for an anonymous client. */
    Credentials credentials(String host) {
        return hosts.apply(host).credentials();
    }

    /** The credentials with which a source is read. */
    Credentials credentials(String host, Access access) {
        return access == Access.OPERATOR
                ? credentials(host)
                : sources.apply(host).credentials();
    }
}
