package io.github.syncimage.registry.http;

import io.github.syncimage.registry.Credentials;

/**
 * What a request carries to be let in.
 *
 * @param header {@code Authorization}, or null for none
 * @param credentials that it was made of or got with, null for none
 */
public record Authorization(String header, Credentials credentials) {
    public static final Authorization NONE = new Authorization(null, null);
}
