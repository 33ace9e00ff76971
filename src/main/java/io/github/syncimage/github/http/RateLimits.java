package io.github.syncimage.github.http;

import io.github.syncimage.github.model.RepositoryName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The {@link RateLimit} of each account that a {@link TokenSource} has: GitHub counts them apart. */
public final class RateLimits {
    private final TokenSource tokens;
    private final Supplier<RateLimit> unspent;
    private final Map<String, RateLimit> byAccount = new ConcurrentHashMap<>();

    /** @param unspent makes the limit of an account that was not asked for anything yet */
    public RateLimits(TokenSource tokens, Supplier<RateLimit> unspent) {
        this.tokens = tokens;
        this.unspent = unspent;
    }

    /** The limit on which requests about this repository count; asks nobody. */
    public RateLimit of(RepositoryName repository) {
        return byAccount.computeIfAbsent(tokens.account(repository), account -> unspent.get());
    }
}
