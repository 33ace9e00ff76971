package io.github.syncimage.registry.api;

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
final class Authenticator {
    private static final int LARGEST_TOKEN = 256 * 1024;
    /** The token specification says this where an answer does not. */
    private static final long DEFAULT_SECONDS = 60;

    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    /** Old enough to be renewed before it ends, even when a clock or a queue is slow. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    /** More images than are copied in the time that a token lives. */
    private static final int MOST = 1000;

    /**
     * The header by which a request is let in.
     *
     * @param header {@code Authorization}, or null for none
     * @param credentials that it was made of or got with, null for none
     */
    record Authorization(String header, Credentials credentials) {
        private static Authorization basic(Credentials credentials) {
            // An identity token is for the token service only; no registry knows it as a password.
            return credentials == null || credentials.isIdentityToken()
                    ? new Authorization(null, credentials)
                    : new Authorization(credentials.basic(), credentials);
        }
    }

    private record Token(Authorization authorization, Instant until) {}

    private record Key(String host, String scope) {
        static Key of(RegistryRequest call) {
            return new Key(call.repository().host(), call.scope());
        }

        /** The token for writing to the same repository; it may read as well. */
        Key writing() {
            return new Key(host, scope.replaceFirst(":pull$", ":pull,push"));
        }
    }

    private final RegistryHttp http;
    private final LruCache<Key, CompletableFuture<Token>> tokens = new LruCache<>(MOST, LONGEST_LIFE);
    /** The scope that a registry has asked for where it is written otherwise than ours, by ours. */
    private final LruCache<Key, String> scopes = new LruCache<>(MOST, LONGEST_LIFE);

    Authenticator(RegistryHttp http) {
        this.http = http;
    }

    /** Returns what to send at once, going by the host's last challenge. */
    Authorization authorization(HostLogin login, RegistryRequest call) {
        Challenge challenge = login.host.challenge;
        if (challenge == null) {
            return new Authorization(null, null);
        }
        return challenge.bearer() ? token(login, call, challenge) : Authorization.basic(login.current());
    }

    /**
     * Returns what to send after a 401 to a request that carried {@code refused}, or null when there is nothing else to
     * try.
     *
     * @param challenges of that answer
     */
    Authorization authorizationAfter(
            Authorization refused, HostLogin login, RegistryRequest call, List<String> challenges) {
        Challenge challenge = Challenge.parse(challenges).orElse(null);
        if (challenge == null) {
            return null;
        }
        if (!challenge.bearer()) {
            login.host.challenge = challenge;
            Authorization authorization = Authorization.basic(login.current());
            return authorization.header() == null || authorization.equals(refused) ? null : authorization;
        }
        challenge = challenge.withRealm(login.host.guard.toHttps(challenge.realm()));
        login.host.challenge = challenge.ofTheHost();
        String scope = challenge.scopeFor(call.scope());
        scopes.compute(Key.of(call), old -> scope.equals(call.scope()) ? null : scope);
        if (refused.header() != null) {
            forget(call, refused);
            return ownToken(login, call, challenge);
        }
        return token(login, call, challenge);
    }

    /** Returns what to send where others than the refused credentials are found, or null. */
    Authorization authorizationOfOthers(Authorization refused, HostLogin login, RegistryRequest call) {
        if (login.replacementFor(refused.credentials()) == null) {
            return null;
        }
        forget(call, refused);
        Authorization authorization = authorization(login, call);
        return authorization.equals(refused) ? null : authorization;
    }

    private void forget(RegistryRequest call, Authorization refused) {
        // A call that reads may have carried the token for writing.
        for (Key key : List.of(Key.of(call), Key.of(call).writing())) {
            tokens.compute(
                    key, old -> isReady(old) && old.join().authorization().equals(refused) ? null : old);
        }
    }

    private Authorization token(HostLogin login, RegistryRequest call, Challenge challenge) {
        return tokens.find(Key.of(call).writing())
                .filter(known -> isReady(known) && isUsable(known))
                .map(known -> known.join().authorization())
                .orElseGet(() -> ownToken(login, call, challenge));
    }

    private Authorization ownToken(HostLogin login, RegistryRequest call, Challenge challenge) {
        CompletableFuture<Token> mine = new CompletableFuture<>();
        CompletableFuture<Token> current =
                tokens.compute(Key.of(call), old -> old != null && isUsable(old) ? old : mine);
        return current == mine ? fetch(login, call, challenge, mine) : join(login, call, challenge, current);
    }

    private static boolean isReady(CompletableFuture<Token> future) {
        return future != null && future.isDone() && !future.isCompletedExceptionally();
    }

    private static boolean isUsable(CompletableFuture<Token> future) {
        return !future.isDone()
                || isReady(future) && Instant.now().isBefore(future.join().until());
    }

    private Authorization fetch(
            HostLogin login, RegistryRequest call, Challenge challenge, CompletableFuture<Token> mine) {
        try {
            mine.complete(request(login, call, challenge));
            return mine.join().authorization();
        } catch (RuntimeException | Error e) {
            tokens.remove(Key.of(call), mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private Authorization join(
            HostLogin login, RegistryRequest call, Challenge challenge, CompletableFuture<Token> theirs) {
        try {
            return theirs.get().authorization();
        } catch (InterruptedException e) {
            throw RequestFailure.interrupted(call, e);
        } catch (ExecutionException e) {
            // The other thread's request may have failed for its own reasons (it was interrupted): say it for this one.
            return request(login, call, challenge).authorization();
        }
    }

    private Token request(HostLogin login, RegistryRequest call, Challenge challenge) {
        Optional<String> refusal = login.host.guard.refusal(challenge.realm());
        if (refusal.isPresent()) {
            throw RequestFailure.unexpected(call, "the token service is refused: " + refusal.get());
        }
        Credentials credentials = login.current();
        try {
            return request(login, call, challenge, credentials);
        } catch (RegistryException e) {
            // Maybe the scope was wrong that the registry had named: the next challenge names one again.
            scopes.remove(Key.of(call));
            Credentials others = e.kind() == RegistryException.Kind.DENIED ? login.replacementFor(credentials) : null;
            if (others == null) {
                throw e;
            }
            return request(login, call, challenge, others);
        }
    }

    private Token request(HostLogin login, RegistryRequest call, Challenge challenge, Credentials credentials) {
        String realm = challenge.realm().getHost();
        if (credentials != null && login.host.guard.leavesHttps(challenge.realm())) {
            throw RequestFailure.unexpected(
                    call,
                    "the token service is refused: credentials of a host that is reached by HTTPS are never sent to"
                            + " plain HTTP at " + realm);
        }
        String scope = scopes.find(Key.of(call)).orElse(call.scope());
        RegistryRequest ask = challenge.tokenRequest(call, scope, credentials);
        return http.exchange(ask, answer -> read(ask, answer, realm, credentials));
    }

    private static Token read(RegistryRequest ask, RegistryResponse answer, String realm, Credentials credentials)
            throws IOException {
        if (answer.status() != 200) {
            throw RequestFailure.of(ask, answer);
        }
        byte[] body = answer.bytes(ask, LARGEST_TOKEN, "the token is larger than " + LARGEST_TOKEN + " bytes");
        Map<String, Object> json = parse(ask, body);
        String text = Json.text(json, json.get("token") == null ? "access_token" : "token");
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw RequestFailure.unexpected(ask, "the answer of " + realm + " holds no token");
        }
        String told = Json.text(json, "expires_in");
        long seconds = told.matches("-?[0-9]{1,18}") ? Long.parseLong(told) : DEFAULT_SECONDS;
        Duration life = Duration.ofSeconds(Math.min(Math.max(1, seconds), LONGEST_LIFE.toSeconds()));
        Duration margin = life.dividedBy(4).compareTo(MARGIN) < 0 ? life.dividedBy(4) : MARGIN;
        return new Token(
                new Authorization("Bearer " + text, credentials),
                Instant.now().plus(life).minus(margin));
    }

    private static Map<String, Object> parse(RegistryRequest ask, byte[] body) {
        try {
            return Json.read(body);
        } catch (IOException e) {
            throw RequestFailure.unexpected(ask, "the token service answered with something else than JSON");
        }
    }
}
