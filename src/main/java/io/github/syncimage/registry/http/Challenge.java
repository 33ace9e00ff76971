package io.github.syncimage.registry.http;

import io.github.syncimage.text.HeaderReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a host wants before it answers, from {@code WWW-Authenticate}.
 *
 * @param bearer a token of the realm, otherwise user name and password
 * @param realm where tokens are had, null for Basic
 * @param service to name to the realm, maybe empty
 * @param scope that the refused request needs, maybe empty
 */
record Challenge(boolean bearer, URI realm, String service, String scope) {
    /** A scheme with its parameters. */
    private record Offer(String scheme, Map<String, String> parameters) {}

    /** The challenge to answer: Bearer before Basic; empty when there is none of the two. */
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

    /** The same with another address of its realm. */
    Challenge at(UnaryOperator<URI> address) {
        return bearer ? new Challenge(true, address.apply(realm), service, scope) : this;
    }

    /** What holds for the whole host: the scope was that of one request. */
    Challenge ofTheHost() {
        return new Challenge(bearer, realm, service, "");
    }

    /** What the registry says that a request needs, unless that is a part of what is asked for anyway. */
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
}
