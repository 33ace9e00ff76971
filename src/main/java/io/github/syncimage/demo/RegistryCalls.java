package io.github.syncimage.demo;

import io.github.syncimage.demo.http.ExchangeCall;

/** Says in words what a call to a registry is for. */
final class RegistryCalls {
    private RegistryCalls() {}

    static String describe(ExchangeCall call) {
        String path = call.path();
        if (path.contains("/blobs/uploads/")) {
            return call.method() + " blob upload";
        }
        if (path.contains("/blobs/")) {
            return call.method() + " blob";
        }
        if (path.contains("/manifests/")) {
            return call.method() + " manifest by " + (path.contains("/manifests/sha256:") ? "digest" : "tag");
        }
        return call.method() + " " + path;
    }
}
