package io.github.syncimage.registry.api;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RequestKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request to a registry, before authentication.
 *
 * @param action what is being done, in the infinitive, for errors: {@code "read the manifest"}
 * @param target what it is done to, for errors
 * @param repository whose host is asked
 * @param method of HTTP
 * @param address path and query below the host's endpoint ({@code /v2/…}), or an absolute address that the host named
 * @param kind of call, for rate limits
 * @param scope of the token that it needs: {@code repository:library/nginx:pull}; empty where it needs none
 * @param headers beside those of authentication
 * @param payload or null
 * @param redirected whether a redirect is followed, or is an answer like others
 */
record RegistryRequest(
        String action,
        String target,
        Repository repository,
        String method,
        String address,
        RequestKind kind,
        String scope,
        Map<String, String> headers,
        Payload payload,
        boolean redirected) {

    /** A reading call on {@code /v2/REPOSITORY + path} that follows redirects. */
    static RegistryRequest pull(String action, Repository repository, String method, String path) {
        return below(action, repository, method, path, "pull", true);
    }

    /** A call of a push on {@code /v2/REPOSITORY + path}; those are never redirected. */
    static RegistryRequest push(String action, Repository repository, String method, String path) {
        return below(action, repository, method, path, "pull,push", false);
    }

    private static RegistryRequest below(
            String action, Repository repository, String method, String path, String actions, boolean redirected) {
        String address = "/v2/" + repository.path() + path;
        RequestKind kind = RequestKind.of(method, path);
        String scope = scope(repository, actions);
        return new RegistryRequest(
                action, repository.toString(), repository, method, address, kind, scope, Map.of(), null, redirected);
    }

    /** A call to a token service, on behalf of another one. */
    static RegistryRequest token(RegistryRequest call, String method, String address) {
        RequestKind kind = RequestKind.TOKEN;
        return new RegistryRequest(
                "get a token", call.target, call.repository, method, address, kind, "", Map.of(), null, false);
    }

    private static String scope(Repository repository, String actions) {
        return "repository:" + repository.path() + ":" + actions;
    }

    /** Copies the call for errors that say that it was about this content or tag. */
    RegistryRequest about(String newTarget) {
        return new RegistryRequest(
                action, newTarget, repository, method, address, kind, scope, headers, payload, redirected);
    }

    /** Copies the call for another path, or an absolute address. */
    RegistryRequest at(String newAddress) {
        return then(method, newAddress);
    }

    /** The next request, without a body, of what this one began. */
    RegistryRequest then(String newMethod, String newAddress) {
        return new RegistryRequest(
                action, target, repository, newMethod, newAddress, kind, scope, headers, null, redirected);
    }

    RegistryRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RegistryRequest(action, target, repository, method, address, kind, scope, more, payload, redirected);
    }

    RegistryRequest payload(Payload newPayload) {
        return new RegistryRequest(
                action, target, repository, method, address, kind, scope, headers, newPayload, redirected);
    }

    /** Copies the call for a token that may also read another repository of this host. */
    RegistryRequest alsoReading(Repository other) {
        String both = scope + " " + scope(other, "pull");
        return new RegistryRequest(
                action, target, repository, method, address, kind, both, headers, payload, redirected);
    }
}
