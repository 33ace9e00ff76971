package io.github.syncimage.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Recent;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.auth.Challenge;
import io.github.syncimage.registry.auth.Proof;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Answers the challenges of registries. A token is asked for what one call needs and nothing else: some services refuse
 * a request as a whole (ghcr.io does) when one repository in it is private, absent or not ours. Tokens are kept per host
 * and scope until shortly before they end; whoever needs the same one waits for the same request. Credentials go to the
 * host that they belong to and the realm that it named.
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

    private record Token(Proof proof, Instant until) {
        boolean isUsable() {
            return Instant.now().isBefore(until);
        }
    }

    private record Key(String host, String scope) {
        /** Of the token for writing, which also reads. */
        Key writing() {
            return new Key(host, scope.replaceFirst(":pull$", ":pull,push"));
        }
    }

    private final RegistryHttp http;
    private final boolean anonymous;
    private final Recent<Key, CompletableFuture<Token>> tokens = new Recent<>(MOST, LONGEST_LIFE);
    /** What registries call the scope of a call, where they call it otherwise. */
    private final Recent<Key, String> scopes = new Recent<>(MOST, LONGEST_LIFE);

    Authenticator(RegistryHttp http, boolean anonymous) {
        this.http = http;
        this.anonymous = anonymous;
    }

    /** What to send at once, going by the host's last challenge. */
    Proof proof(Host host, RegistryRequest call) {
        Challenge challenge = host.challenge();
        if (challenge == null) {
            return Proof.NONE;
        }
        return challenge.bearer() ? token(host, call, challenge) : basic(credentials(host));
    }

    /**
     * What to send after a 401 to a request that carried {@code refused}, or null when there is nothing else to try.
     *
     * @param challenges of that answer
     */
    Proof proofAfter(Proof refused, Host host, RegistryRequest call, List<String> challenges) {
        Challenge challenge = Challenge.parse(challenges).orElse(null);
        if (challenge == null) {
            return null;
        }
        host.challenge(challenge);
        if (!challenge.bearer()) {
            Proof proof = basic(credentials(host));
            return proof.header() == null || proof.equals(refused) ? null : proof;
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
    Proof proofOfOthers(Proof refused, Host host, RegistryRequest call) {
        if (anonymous || host.credentials().insteadOf(refused.credentials()) == null) {
            return null;
        }
        forget(key(host, call), refused);
        Proof proof = proof(host, call);
        return proof.equals(refused) ? null : proof;
    }

    private void forget(Key key, Proof refused) {
        tokens.compute(key, old -> holds(old, refused) ? null : old);
        // A call that reads may have carried the token for writing.
        tokens.compute(key.writing(), old -> holds(old, refused) ? null : old);
    }

    private static boolean holds(CompletableFuture<Token> future, Proof proof) {
        return future != null
                && future.isDone()
                && !future.isCompletedExceptionally()
                && future.join().proof().equals(proof);
    }

    private Credentials credentials(Host host) {
        return anonymous ? null : host.credentials().current();
    }

    private static Proof basic(Credentials credentials) {
        // An identity token is for the token service only; no registry knows it as a password.
        return credentials == null || credentials.isIdentityToken()
                ? new Proof(null, credentials)
                : new Proof(TokenRequest.basic(credentials), credentials);
    }

    private static Key key(Host host, RegistryRequest call) {
        return new Key(host.settings().host(), call.scope());
    }

    private Proof token(Host host, RegistryRequest call, Challenge challenge) {
        return tokens.find(key(host, call).writing())
                .filter(known -> known.isDone() && isGood(known))
                .map(known -> known.join().proof())
                .orElseGet(() -> ownToken(host, call, challenge));
    }

    /** The one of the call's very scope. */
    private Proof ownToken(Host host, RegistryRequest call, Challenge challenge) {
        Key key = key(host, call);
        CompletableFuture<Token> mine = new CompletableFuture<>();
        CompletableFuture<Token> current = tokens.compute(key, old -> old != null && isGood(old) ? old : mine);
        return current == mine ? fetch(host, call, challenge, key, mine) : join(host, call, challenge, current);
    }

    private static boolean isGood(CompletableFuture<Token> future) {
        return !future.isDone()
                || !future.isCompletedExceptionally() && future.join().isUsable();
    }

    private Proof fetch(Host host, RegistryRequest call, Challenge challenge, Key key, CompletableFuture<Token> mine) {
        try {
            Token token = request(host, call, challenge);
            mine.complete(token);
            return token.proof();
        } catch (RuntimeException | Error e) {
            tokens.remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private Proof join(Host host, RegistryRequest call, Challenge challenge, CompletableFuture<Token> theirs) {
        try {
            return theirs.get().proof();
        } catch (InterruptedException e) {
            throw Failure.interrupted(call, e);
        } catch (ExecutionException e) {
            // The other thread's request may have failed for its own reasons (it was interrupted): say it for this one.
            return request(host, call, challenge).proof();
        }
    }

    private Token request(Host host, RegistryRequest call, Challenge challenge) {
        Optional<String> refusal = host.guard().refusal(challenge.realm());
        if (refusal.isPresent()) {
            throw Failure.unexpected(call, "the token service is refused: " + refusal.get());
        }
        Credentials credentials = credentials(host);
        try {
            return request(host, call, challenge, credentials);
        } catch (RegistryException e) {
            boolean denied = e.kind() == RegistryException.Kind.DENIED && !anonymous;
            // Should that be because of what the registry called it, the next challenge says it anew.
            scopes.remove(key(host, call));
            Credentials others = denied ? host.credentials().insteadOf(credentials) : null;
            if (others == null) {
                throw e;
            }
            return request(host, call, challenge, others);
        }
    }

    private Token request(Host host, RegistryRequest call, Challenge challenge, Credentials credentials) {
        String scope = scopes.find(key(host, call)).orElse(call.scope());
        RegistryRequest ask = TokenRequest.of(call, challenge, scope, credentials);
        return http.exchange(ask, answer -> read(ask, answer, challenge, credentials));
    }

    private static Token read(
            RegistryRequest ask, RegistryResponse answer, Challenge challenge, Credentials credentials)
            throws IOException {
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
        Duration life = Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds()));
        Duration margin = life.dividedBy(4).compareTo(MARGIN) < 0 ? life.dividedBy(4) : MARGIN;
        return new Token(
                new Proof("Bearer " + text, credentials),
                Instant.now().plus(life).minus(margin));
    }

    private static JsonNode parse(RegistryRequest ask, byte[] body) {
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
