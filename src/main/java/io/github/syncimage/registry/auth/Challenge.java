package io.github.syncimage.registry.auth;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern SCHEME = Pattern.compile("(?:^|,)\\s*(bearer|basic)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,\"]+))");

    /** The challenge to answer: Bearer before Basic; empty when there is none of the two. */
    static Optional<Challenge> parse(List<String> headers) {
        Optional<Challenge> basic = Optional.empty();
        for (String header : headers) {
            Matcher scheme = SCHEME.matcher(header);
            int from = 0;
            while (scheme.find(from)) {
                from = scheme.end();
                Matcher next = SCHEME.matcher(header);
                int end = next.find(from) ? next.start() : header.length();
                if (scheme.group(1).toLowerCase(Locale.ROOT).equals("basic")) {
                    basic = Optional.of(new Challenge(false, null, "", ""));
                    continue;
                }
                Optional<Challenge> bearer = bearer(parameters(header.substring(from, end)));
                if (bearer.isPresent()) {
                    return bearer;
                }
            }
        }
        return basic;
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

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }
}
