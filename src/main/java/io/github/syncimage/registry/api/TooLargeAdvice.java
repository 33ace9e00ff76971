package io.github.syncimage.registry.api;

import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.http.RegistryRequest;
import io.github.syncimage.registry.http.RegistryResponse;
import io.github.syncimage.registry.http.RequestFailure;
import io.github.syncimage.text.Sizes;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says what to raise where not even a small request is taken (413); most often a proxy before the registry says so. */
final class TooLargeAdvice {
    /** What a {@code Server} header names, and what bounds requests there. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "nginx", "client_max_body_size (in Kubernetes the annotation nginx.ingress.kubernetes.io/proxy-body-size)",
            "cloudflare", "the upload limit of the plan (100 MB where nothing was booked)",
            "apache", "LimitRequestBody",
            "traefik", "maxRequestBodyBytes of its buffering middleware",
            "envoy", "max_request_bytes of its buffer filter",
            "haproxy", "its rule on req.body_size",
            "microsoft-iis", "maxAllowedContentLength"));

    private TooLargeAdvice() {}

    static RegistryException failure(RegistryRequest call, RegistryResponse answer, long length) {
        String server = answer.header("Server").orElse("").toLowerCase(Locale.ROOT);
        String known = SETTINGS.entrySet().stream()
                .filter(entry -> server.contains(entry.getKey()))
                .map(entry -> "raise " + entry.getValue() + " at the " + entry.getKey() + " that answers")
                .findFirst()
                .orElseGet(() -> "where a proxy answers so, raise what bounds requests there: "
                        + SETTINGS.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining("; ")));
        return RequestFailure.of(call, answer)
                .with("a request of " + Sizes.text(length) + " is too large for it, and smaller ones are not sent; "
                        + known);
    }
}
