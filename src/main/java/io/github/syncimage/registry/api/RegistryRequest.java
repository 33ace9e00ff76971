package io.github.syncimage.registry.api;

import io.github.syncimage.image.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

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
        Kind kind,
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
        Kind kind = Kind.of(method, path);
        String scope = scope(repository, actions);
        return new RegistryRequest(
                action, repository.toString(), repository, method, address, kind, scope, Map.of(), null, redirected);
    }

    /** A call to a token service, on behalf of another one. */
    static RegistryRequest token(RegistryRequest call, String method, String address) {
        Kind kind = Kind.TOKEN;
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

    /**
     * The body of a request.
     *
     * @param mediaType its Content-Type
     * @param length in bytes, always known
     * @param content opens it from its first byte, again at each try
     */
    record Payload(String mediaType, long length, Supplier<Pieces> content) {
        /** Content that is handed out piece by piece, as it lies in memory. */
        @FunctionalInterface
        interface Pieces {
            /**
             * The next piece, at least a byte long.
             *
             * @param most bytes that are wanted
             * @throws IOException also where there is none
             */
            Piece next(int most) throws IOException;
        }

        /** A part of an array, which stays as it is until the next one is asked for. */
        record Piece(byte[] bytes, int offset, int length) {}

        static Payload of(String mediaType, byte[] bytes) {
            return new Payload(mediaType, bytes.length, () -> {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                return most -> {
                    Piece next = new Piece(bytes, left.position(), Math.min(most, left.remaining()));
                    left.position(next.offset() + next.length());
                    return next;
                };
            });
        }
    }

    /** The kinds of calls, as far as registries limit one and not another. */
    enum Kind {
        /** Manifests and lists of tags: Docker Hub counts the former as pulls. */
        MANIFEST_READ("manifests"),
        /** Blobs, wherever the host leads to for them. */
        BLOB_READ("blobs"),
        WRITE("uploads"),
        TOKEN("token requests");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** @param path below the repository: {@code /manifests/1} */
        static Kind of(String method, String path) {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            if (!reads || path.startsWith("/blobs/uploads/")) {
                return WRITE;
            }
            return path.startsWith("/blobs/") ? BLOB_READ : MANIFEST_READ;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
