package io.github.syncimage.registry.http;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Answers the challenges of registries. A token is asked for what one call needs and nothing else: some services refuse
 * a request as a whole (ghcr.io does) when one repository in it is private, absent or not ours. Tokens are kept per host
 * and scope until shortly before they end; whoever needs the same one waits for the same request. Credentials go to the
 * host that they belong to and the realm that it named, and from HTTPS never to plain HTTP.
 */
public final class Authenticator {
    private static final int LARGEST_TOKEN = 256 * 1024;
    /** What the token specification says where an answer does not. */
    private static final long DEFAULT_SECONDS = 60;

    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    /** Old enough to be renewed before it ends, even when a clock or a queue is slow. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** More images than are copied in the time that a token lives. */
    private static final int MOST = 1000;

    /** Sends a request until an answer was read that is not temporary trouble. */
    @FunctionalInterface
    public interface Exchange {
        <T> T exchange(RegistryRequest request, RegistryResponse.Reader<T> reader);
    }

    private record Token(Authorization authorization, Instant until) {
        boolean isUsable() {
            return Instant.now().isBefore(until);
        }
    }

    private record Key(String host, String scope) {
        /** The token for writing to the same repository; it may read as well. */
        Key writing() {
            return new Key(host, scope.replaceFirst(":pull$", ":pull,push"));
        }
    }

    private final Exchange http;
    private final boolean anonymous;
    private final LruCache<Key, CompletableFuture<Token>> tokens = new LruCache<>(MOST, LONGEST_LIFE);
    /** The scope that a registry has asked for where it is written otherwise than ours, by ours. */
    private final LruCache<Key, String> scopes = new LruCache<>(MOST, LONGEST_LIFE);

    /**
     * @param http sends the requests to token services
     * @param anonymous whether credentials are never shown
     */
    public Authenticator(Exchange http, boolean anonymous) {
        this.http = http;
        this.anonymous = anonymous;
    }

    /** What to send at once, going by the host's last challenge. */
    public Authorization authorization(HostLogin host, RegistryRequest call) {
        Challenge challenge = host.challenge();
        if (challenge == null) {
            return Authorization.NONE;
        }
        return challenge.bearer() ? token(host, call, challenge) : basic(credentials(host));
    }

    /**
     * What to send after a 401 to a request that carried {@code refused}, or null when there is nothing else to try.
     *
     * @param challenges of that answer
     */
    public Authorization authorizationAfter(
            Authorization refused, HostLogin host, RegistryRequest call, List<String> challenges) {
        Challenge challenge = Challenge.parse(challenges)
                .map(read -> read.at(host.guard()::secured))
                .orElse(null);
        if (challenge == null) {
            return null;
        }
        host.challenge(challenge);
        if (!challenge.bearer()) {
            Authorization authorization = basic(credentials(host));
            return authorization.header() == null || authorization.equals(refused) ? null : authorization;
        }
        Key key = key(host, call);
        String scope = challenge.scopeFor(call.scope());
        scopes.compute(key, old -> scope.equals(call.scope()) ? null : scope);
        if (refused.header() != null) {
            forget(key, refused);
            return ownToken(host, call, challenge);
        }
        return token(host, call, challenge);
    }

    /** What to send where others than the refused credentials are found, or null. */
    public Authorization authorizationOfOthers(Authorization refused, HostLogin host, RegistryRequest call) {
        if (anonymous || host.insteadOf(refused.credentials()) == null) {
            return null;
        }
        forget(key(host, call), refused);
        Authorization authorization = authorization(host, call);
        return authorization.equals(refused) ? null : authorization;
    }

    private void forget(Key key, Authorization refused) {
        tokens.compute(key, old -> holds(old, refused) ? null : old);
        // A call that reads may have carried the token for writing.
        tokens.compute(key.writing(), old -> holds(old, refused) ? null : old);
    }

    private static boolean holds(CompletableFuture<Token> future, Authorization authorization) {
        return future != null
                && future.isDone()
                && !future.isCompletedExceptionally()
                && future.join().authorization().equals(authorization);
    }

    private Credentials credentials(HostLogin host) {
        return anonymous ? null : host.current();
    }

    private static Authorization basic(Credentials credentials) {
        // An identity token is for the token service only; no registry knows it as a password.
        return credentials == null || credentials.isIdentityToken()
                ? new Authorization(null, credentials)
                : new Authorization(TokenRequest.basic(credentials), credentials);
    }

    private static Key key(HostLogin host, RegistryRequest call) {
        return new Key(host.host(), call.scope());
    }

    private Authorization token(HostLogin host, RegistryRequest call, Challenge challenge) {
        return tokens.find(key(host, call).writing())
                .filter(known -> known.isDone() && isGood(known))
                .map(known -> known.join().authorization())
                .orElseGet(() -> ownToken(host, call, challenge));
    }

    /** The one of the call's very scope. */
    private Authorization ownToken(HostLogin host, RegistryRequest call, Challenge challenge) {
        Key key = key(host, call);
        CompletableFuture<Token> mine = new CompletableFuture<>();
        CompletableFuture<Token> current = tokens.compute(key, old -> old != null && isGood(old) ? old : mine);
        return current == mine ? fetch(host, call, challenge, key, mine) : join(host, call, challenge, current);
    }

    private static boolean isGood(CompletableFuture<Token> future) {
        return !future.isDone()
                || !future.isCompletedExceptionally() && future.join().isUsable();
    }

    private Authorization fetch(
            HostLogin host, RegistryRequest call, Challenge challenge, Key key, CompletableFuture<Token> mine) {
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

    private Authorization join(
            HostLogin host, RegistryRequest call, Challenge challenge, CompletableFuture<Token> theirs) {
        try {
            return theirs.get().authorization();
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        } catch (ExecutionException e) {
            // The other thread's request may have failed for its own reasons (it was interrupted): say it for this one.
            return request(host, call, challenge).authorization();
        }
    }

    private Token request(HostLogin host, RegistryRequest call, Challenge challenge) {
        Optional<String> refusal = host.guard().refusal(challenge.realm());
        if (refusal.isPresent()) {
            throw RequestFailure.unexpected(call, "the token service is refused: " + refusal.get());
        }
        Credentials credentials = credentials(host);
        try {
            return request(host, call, challenge, credentials);
        } catch (RegistryException e) {
            boolean denied = e.kind() == RegistryException.Kind.DENIED && !anonymous;
            // Maybe the scope was wrong that the registry had named: the next challenge names one again.
            scopes.remove(key(host, call));
            Credentials others = denied ? host.insteadOf(credentials) : null;
            if (others == null) {
                throw e;
            }
            return request(host, call, challenge, others);
        }
    }

    private Token request(HostLogin host, RegistryRequest call, Challenge challenge, Credentials credentials) {
        if (credentials != null && host.guard().exposes(challenge.realm())) {
            throw RequestFailure.unexpected(
                    call,
                    "the token service is refused: credentials of a host that is reached by HTTPS are never sent to"
                            + " plain HTTP at "
                            + challenge.realm().getHost());
        }
        String scope = scopes.find(key(host, call)).orElse(call.scope());
        RegistryRequest ask = TokenRequest.of(call, challenge, scope, credentials);
        return http.exchange(ask, answer -> read(ask, answer, challenge, credentials));
    }

    private static Token read(
            RegistryRequest ask, RegistryResponse answer, Challenge challenge, Credentials credentials)
            throws IOException {
        if (answer.status() != 200) {
            throw RequestFailure.of(ask, answer);
        }
        byte[] body = answer.bytes(ask, LARGEST_TOKEN, "the token is larger than " + LARGEST_TOKEN + " bytes");
        Map<String, Object> json = parse(ask, body);
        String text = Json.text(json, json.get("token") == null ? "access_token" : "token");
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw RequestFailure.unexpected(
                    ask, "the answer of " + challenge.realm().getHost() + " holds no token");
        }
        long seconds = Math.max(1, seconds(Json.text(json, "expires_in")));
        Duration life = Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds()));
        Duration margin = life.dividedBy(4).compareTo(MARGIN) < 0 ? life.dividedBy(4) : MARGIN;
        return new Token(
                new Authorization("Bearer " + text, credentials),
                Instant.now().plus(life).minus(margin));
    }

    private static long seconds(String text) {
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : DEFAULT_SECONDS;
    }

    private static Map<String, Object> parse(RegistryRequest ask, byte[] body) {
        try {
            return Json.read(body);
        } catch (IOException e) {
            RegistryException told =
                    RequestFailure.unexpected(ask, "the token service answered with something else than JSON");
            told.addSuppressed(e);
            throw told;
        }
    }
}
