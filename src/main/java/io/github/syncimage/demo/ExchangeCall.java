package io.github.syncimage.demo;

import java.util.Map;

/**
 * One request as a stand-in received it.
 *
 * @param method in upper case
 * @param path without the query
 * @param query as it was sent, empty where there was none
 * @param headers by lower-case name
 * @param body as text where the server records bodies, otherwise empty
 */
public record ExchangeCall(String method, String path, String query, Map<String, String> headers, String body) {
    /** Whether it may have changed something. */
    public boolean writes() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** {@code GET /repos/acme/mirror/issues?state=open}: what tests compare. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }
}
