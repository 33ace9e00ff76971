package io.github.syncimage.registry.api;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import io.github.syncimage.text.HeaderReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The wish of a host before it answers, from {@code WWW-Authenticate}.
 *
 * @param bearer a token of the realm, otherwise user name and password
 * @param realm where tokens are had, null for Basic
 * @param service to name to the realm, maybe empty
 * @param scope that the refused request needs, maybe empty
 */
record Challenge(boolean bearer, URI realm, String service, String scope) {
    /** A scheme with its parameters. */
    private record Offer(String scheme, Map<String, String> parameters) {}

    /** Finds the challenge to answer: Bearer before Basic; empty when there is none of the two. */
    static Optional<Challenge> parse(List<String> headers) {
        List<Offer> offers = new ArrayList<>();
        HeaderReader.readable(headers).forEach(header -> read(header, offers));
        Optional<Challenge> bearer = offers.stream()
                .filter(offer -> offer.scheme().equals("bearer"))
                .flatMap(offer -> bearer(offer.parameters()).stream())
                .findFirst();
        return bearer.isPresent()
                        || offers.stream().noneMatch(offer -> offer.scheme().equals("basic"))
                ? bearer
                : Optional.of(new Challenge(false, null, "", ""));
    }

    /** A word that no equals sign follows is a scheme; what has one belongs to the scheme before it. */
    private static void read(String header, List<Offer> offers) {
        HeaderReader in = new HeaderReader(header);
        Map<String, String> parameters = new HashMap<>();
        while (in.hasElement()) {
            String word = in.word(",=").toLowerCase(Locale.ROOT);
            if (in.skip('=')) {
                parameters.putIfAbsent(word, in.value(","));
            } else {
                parameters = new HashMap<>();
                offers.add(new Offer(word, parameters));
            }
        }
    }

    private static Optional<Challenge> bearer(Map<String, String> parameters) {
        try {
            URI realm = URI.create(parameters.getOrDefault("realm", ""));
            String service = parameters.getOrDefault("service", "");
            return realm.isAbsolute()
                    ? Optional.of(new Challenge(true, realm, service, parameters.getOrDefault("scope", "")))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Challenge withRealm(URI address) {
        return new Challenge(bearer, address, service, scope);
    }

    /** Copies what holds for the whole host: the scope was that of one request. */
    Challenge ofTheHost() {
        return new Challenge(bearer, realm, service, "");
    }

    /** Returns what the registry says that a request needs, unless that is a part of what is asked for anyway. */
    String scopeFor(String own) {
        return scope.isEmpty() || Stream.of(scope.split(" ")).allMatch(one -> covers(own, one)) ? own : scope;
    }

    private static boolean covers(String own, String one) {
        int actions = one.lastIndexOf(':') + 1;
        return Stream.of(own.split(" "))
                .filter(mine -> mine.startsWith(one.substring(0, actions)) && mine.lastIndexOf(':') + 1 == actions)
                .anyMatch(mine -> List.of(mine.substring(actions).split(","))
                        .containsAll(List.of(one.substring(actions).split(","))));
    }

    /**
     * Asks the realm for a token: by GET with a user's name and password or anonymously, by POST with an identity token.
     *
     * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">GET</a>
     * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">POST</a>
     * @param call that needs the token
     * @param needed scope, and nothing beside: some token services refuse a request as a whole
     * @param credentials or null
     */
    RegistryRequest tokenRequest(RegistryRequest call, String needed, Credentials credentials) {
        if (credentials != null && credentials.isIdentityToken()) {
            String form = "grant_type=refresh_token&client_id=sync-image&service=" + encoded(service) + "&scope="
                    + encoded(needed) + "&refresh_token=" + encoded(credentials.password());
            return RegistryRequest.token(call, "POST", realm.toString())
                    .payload(Payload.of("application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII)));
        }
        String named = service.isEmpty() ? "" : "service=" + encoded(service) + "&";
        String scopes =
                Stream.of(needed.split(" ")).map(one -> "scope=" + encoded(one)).collect(Collectors.joining("&"));
        RegistryRequest ask =
                RegistryRequest.token(call, "GET", realm + (realm.getRawQuery() == null ? "?" : "&") + named + scopes);
        return credentials == null ? ask : ask.header("Authorization", credentials.basic());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
