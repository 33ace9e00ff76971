package io.github.syncimage.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that GitHub would not serve, with the body that it answers. */
final class Refusal extends RuntimeException {
    private static final String DOCUMENTATION = "https://docs.github.com/rest";

    private final int status;
    private final transient List<Map<String, String>> errors;

    private Refusal(int status, String message, List<Map<String, String>> errors) {
        super(message, null, false, false);
        this.status = status;
        this.errors = errors;
    }

    static Refusal of(int status, String message) {
        return new Refusal(status, message, List.of());
    }

    static Refusal notFound() {
        return of(404, "Not Found");
    }

    /** 422 for a value of the right type that is not allowed. */
    static Refusal invalid(String resource, String field, String code, String message) {
        return new Refusal(
                422,
                "Validation Failed",
                List.of(Map.of("resource", resource, "field", field, "code", code, "message", message)));
    }

    Response response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", getMessage());
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        body.put("documentation_url", DOCUMENTATION);
        body.put("status", String.valueOf(status));
        return Response.json(status, body);
    }
}
