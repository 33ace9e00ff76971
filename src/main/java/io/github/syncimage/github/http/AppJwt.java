package io.github.syncimage.github.http;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.github.syncimage.github.model.RepositoryName;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What an App shows as itself, for the few questions that are not an installation's.
 *
 * @see <a href="https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">the claims</a>
 */
final class AppJwt implements TokenSource {
    /** As GitHub advises, for clocks that differ. */
    private static final Duration SKEW = Duration.ofSeconds(60);
    /** Ten minutes are GitHub's most, by its own clock. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    /** On it GitHub counts what the App asks as itself. No owner can be called so. */
    static final String ACCOUNT = "the App itself";

    private final String id;
    private final Algorithm signer;
    private final Supplier<Instant> now;

    /**
     * @param id the App's id, or its client id
     * @param now GitHub's time
     */
    AppJwt(String id, RSAPrivateKey key, Supplier<Instant> now) {
        this.id = id;
        this.signer = Algorithm.RSA256(null, key);
        this.now = now;
    }

    String id() {
        return id;
    }

    String sign() {
        Instant time = now.get();
        return JWT.create()
                .withIssuer(id)
                .withIssuedAt(time.minus(SKEW))
                .withExpiresAt(time.plus(LIFE))
                .sign(signer);
    }

    @Override
    public String account(RepositoryName repository) {
        return ACCOUNT;
    }

    @Override
    public String token(RepositoryName repository) {
        return sign();
    }

    /** The refusal has told what time it is at GitHub, so a second one may be taken. */
    @Override
    public boolean refused(RepositoryName repository, String token) {
        return true;
    }
}
