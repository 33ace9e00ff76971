package io.github.syncimage.demo;

import java.util.List;
import java.util.Map;

/** A request that a registry would not serve, with the error document of the distribution specification. */
final class RegistryRefusal extends RuntimeException {
    private final transient Response response;

    private RegistryRefusal(Response response, String message) {
        super(message, null, false, false);
        this.response = response;
    }

    /** @param code of the specification: {@code MANIFEST_UNKNOWN} */
    static RegistryRefusal of(int status, String code, String message) {
        Map<String, String> error = Map.of("code", code, "message", message);
        return new RegistryRefusal(Response.json(status, Map.of("errors", List.of(error))), message);
    }

    RegistryRefusal with(String header, String value) {
        return new RegistryRefusal(response.with(header, value), getMessage());
    }

    Response response() {
        return response;
    }
}
