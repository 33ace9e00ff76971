package io.github.syncimage.registry.api;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.http.RegistryRequest;
import io.github.syncimage.registry.http.RequestFailure;

/** POST of {@code /v2/NAME/blobs/uploads/}, and DELETE of the session that it began: a push that leaves nothing. */
record PushCheck(RegistryHttp http) {
    void run(Repository repository) {
        RegistryRequest begin = RegistryRequest.push("begin an upload", repository, "POST", "/blobs/uploads/");
        String session = http.exchange(begin, answer -> {
            if (answer.status() != 202) {
                throw RequestFailure.of(begin, answer);
            }
            return http.location(begin, answer).toString();
        });
        RegistryRequest cancel = RegistryRequest.push("cancel the upload", repository, "DELETE", "")
                .at(session);
        // Optional in the specification; a session that stays is thrown away by the registry sooner or later.
        http.exchange(cancel, answer -> null);
    }
}
