package io.github.syncimage.registry.http;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.RequestKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token service is asked: GET with a user's name and password or anonymously, POST with an identity token.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">GET</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">POST</a>
 */
final class TokenRequest {
    private TokenRequest() {}

    /**
     * @param call that needs the token
     * @param scope that it needs, and nothing beside: some token services refuse a request as a whole
     * @param credentials or null
     */
    static RegistryRequest of(RegistryRequest call, Challenge challenge, String scope, Credentials credentials) {
        if (credentials != null && credentials.isIdentityToken()) {
            byte[] form = refresh(challenge, scope, credentials.password()).getBytes(StandardCharsets.US_ASCII);
            return request(call, "POST", challenge.realm().toString())
                    .payload(Payload.of("application/x-www-form-urlencoded", form));
        }
        RegistryRequest ask = request(call, "GET", address(challenge, scope));
        return credentials == null ? ask : ask.header("Authorization", basic(credentials));
    }

    static String basic(Credentials credentials) {
        String pair = credentials.username() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryRequest request(RegistryRequest call, String method, String address) {
        return new RegistryRequest(
                "get a token",
                call.target(),
                call.repository(),
                method,
                address,
                RequestKind.TOKEN,
                "",
                Map.of(),
                null,
                false);
    }

    private static String refresh(Challenge challenge, String scope, String token) {
        return "grant_type=refresh_token&client_id=sync-image&service=" + encoded(challenge.service()) + "&scope="
                + encoded(scope) + "&refresh_token=" + encoded(token);
    }

    private static String address(Challenge challenge, String scope) {
        String service = challenge.service().isEmpty() ? "" : "service=" + encoded(challenge.service()) + "&";
        String scopes =
                Stream.of(scope.split(" ")).map(one -> "scope=" + encoded(one)).collect(Collectors.joining("&"));
        return challenge.realm() + (challenge.realm().getRawQuery() == null ? "?" : "&") + service + scopes;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
