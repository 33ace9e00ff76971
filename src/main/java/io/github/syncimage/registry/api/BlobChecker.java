package io.github.syncimage.registry.api;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.message.RegistryRequest;
import io.github.syncimage.registry.message.RequestFailure;

/** HEAD of {@code /v2/NAME/blobs/DIGEST}, before a push. */
final class BlobChecker {
    private final RegistryHttp http;

    BlobChecker(RegistryHttp http) {
        this.http = http;
    }

    boolean exists(Repository repository, Digest digest) {
        // A redirect to where the content lies says that it exists, and signed addresses often allow no HEAD. A token
        // to
        // push serves the upload that may follow, and is granted where one to pull what is not there yet is not.
        RegistryRequest call = RegistryRequest.push("look for the blob", repository, "HEAD", "/blobs/" + digest)
                .about(repository + "@" + digest);
        try {
            return http.exchange(call, answer -> switch (answer.status()) {
                case 200, 204, 301, 302, 303, 307, 308 -> true;
                case 404 -> false;
                // Some proxies and gateways let no HEAD of a blob through.
                case 400, 405, 501 -> false;
                default -> throw RequestFailure.of(call, answer);
            });
        } catch (RegistryException e) {
            // Who may not look may still push; where not, the upload says so.
            if (e.kind() == RegistryException.Kind.DENIED) {
                return false;
            }
            throw e;
        }
    }
}
