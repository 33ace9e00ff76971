package io.github.syncimage.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Answers the challenges of registries. Tokens are kept per host and scope until shortly before they end; whoever needs
 * the same one waits for the same request. Credentials go to the host that they belong to and the realm that it named.
 */
final class Authenticator {
    private static final int LARGEST_TOKEN = 256 * 1024;
    /** What the token specification says where an answer does not. */
    private static final long DEFAULT_SECONDS = 60;
    /** Old enough to be renewed before it ends, even when a clock or a queue is slow. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private record Token(String authorization, Instant until) {
        boolean isUsable() {
            return Instant.now().isBefore(until);
        }
    }

    private final RegistryHttp http;
    private final boolean anonymous;
    private final ConcurrentMap<String, CompletableFuture<Token>> tokens = new ConcurrentHashMap<>();

    Authenticator(RegistryHttp http, boolean anonymous) {
        this.http = http;
        this.anonymous = anonymous;
    }

    /** What to send at once, from the host's last challenge; null for nothing. */
    String header(Host host, Call call) {
        Challenge challenge = host.challenge();
        if (challenge == null) {
            return null;
        }
        return challenge.bearer() ? token(host, call, challenge, call.scope()) : basic(host);
    }

    /**
     * What to send after a 401 to a request that carried {@code refused}, or null when there is nothing else to try.
     *
     * @param challenges of that answer
     */
    String header(Host host, Call call, String refused, List<String> challenges) {
        Optional<Challenge> found = Challenge.parse(challenges);
        if (found.isEmpty()) {
            return null;
        }
        Challenge challenge = found.get();
        host.challenge(challenge);
        if (!challenge.bearer()) {
            String header = basic(host);
            return header == null || header.equals(refused) ? null : header;
        }
        if (refused != null) {
            forget(key(host, call.scope()), refused);
            // A call that reads may have carried the token for writing.
            forget(writingKey(host, call.scope()), refused);
            return ownToken(host, call, challenge);
        }
        return token(host, call, challenge, call.scope());
    }

    private void forget(String key, String refused) {
        tokens.computeIfPresent(key, (same, old) -> holds(old, refused) ? null : old);
    }

    private static boolean holds(CompletableFuture<Token> future, String authorization) {
        return future.isDone()
                && !future.isCompletedExceptionally()
                && future.join().authorization().equals(authorization);
    }

    private String basic(Host host) {
        Credentials credentials = anonymous ? null : host.settings().credentials();
        // An identity token is for the token service only; no registry knows it as a password.
        return credentials == null || credentials.isIdentityToken() ? null : TokenRequest.basic(credentials);
    }

    private static String key(Host host, String scope) {
        return host.settings().host() + " " + scope;
    }

    private static String writingKey(Host host, String scope) {
        return key(host, scope.replaceFirst(":pull$", ":pull,push"));
    }

    private String token(Host host, Call call, Challenge challenge, String scope) {
        CompletableFuture<Token> known = tokens.get(writingKey(host, scope));
        if (known != null && known.isDone() && isGood(known)) {
            return known.join().authorization();
        }
        return ownToken(host, call, challenge);
    }

    /** The one of the call's very scope. */
    private String ownToken(Host host, Call call, Challenge challenge) {
        String key = key(host, call.scope());
        CompletableFuture<Token> mine = new CompletableFuture<>();
        CompletableFuture<Token> current = tokens.compute(key, (k, old) -> old != null && isGood(old) ? old : mine);
        return current == mine ? fetch(host, call, challenge, key, mine) : join(host, call, challenge, current);
    }

    private static boolean isGood(CompletableFuture<Token> future) {
        return !future.isDone()
                || !future.isCompletedExceptionally() && future.join().isUsable();
    }

    private String fetch(Host host, Call call, Challenge challenge, String key, CompletableFuture<Token> mine) {
        try {
            Token token = request(host, call, challenge);
            mine.complete(token);
            return token.authorization();
        } catch (RuntimeException | Error e) {
            tokens.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private String join(Host host, Call call, Challenge challenge, CompletableFuture<Token> theirs) {
        try {
            return theirs.join().authorization();
        } catch (CompletionException e) {
            // The other thread's request may have failed for its own reasons (it was interrupted): say it for this one.
            return request(host, call, challenge).authorization();
        }
    }

    private Token request(Host host, Call call, Challenge challenge) {
        Optional<String> refusal = host.guard().refusal(challenge.realm());
        if (refusal.isPresent()) {
            throw Failure.unexpected(call, "the token service is refused: " + refusal.get());
        }
        Call ask = TokenRequest.of(
                call, challenge, anonymous ? null : host.settings().credentials());
        return http.exchange(ask, answer -> read(ask, answer, challenge));
    }

    private static Token read(Call ask, Answer answer, Challenge challenge) throws IOException {
        if (answer.status() != 200) {
            throw Failure.of(ask, answer);
        }
        byte[] body = answer.bytes(LARGEST_TOKEN)
                .orElseThrow(() -> Failure.content(ask, "the token is larger than " + LARGEST_TOKEN + " bytes"));
        JsonNode json = parse(ask, body);
        String text = json.path("token").asText(json.path("access_token").asText(""));
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw Failure.unexpected(ask, "the answer of " + challenge.realm().getHost() + " holds no token");
        }
        long seconds = Math.max(1, json.path("expires_in").asLong(DEFAULT_SECONDS));
        Duration life = Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
        Duration margin = life.dividedBy(4).compareTo(MARGIN) < 0 ? life.dividedBy(4) : MARGIN;
        return new Token("Bearer " + text, Instant.now().plus(life).minus(margin));
    }

    private static JsonNode parse(Call ask, byte[] body) {
        try {
            return Json.read(body);
        } catch (IOException e) {
            RegistryException told =
                    Failure.unexpected(ask, "the token service answered with something else than JSON");
            told.addSuppressed(e);
            throw told;
        }
    }
}
