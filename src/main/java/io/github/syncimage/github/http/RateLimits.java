package io.github.syncimage.github.http;

import io.github.syncimage.concurrent.Limit;
import io.github.syncimage.github.model.RepositoryName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The {@link RateLimit} of each account that a {@link TokenSource} has: GitHub counts them apart. */
public final class RateLimits {
    private final TokenSource tokens;
    private final Function<String, RateLimit> unspent;
    private final Map<String, RateLimit> byAccount = new HashMap<>();
    private boolean stopped;

    /** @param unspent makes the limit of an account that was not asked for anything yet */
    public RateLimits(TokenSource tokens, Function<String, RateLimit> unspent) {
        this.tokens = tokens;
        this.unspent = unspent;
    }

    /**
     * The limit on which requests about this repository count; asks nobody.
     *
     * @param repository null where a request is about none
     */
    public RateLimit of(RepositoryName repository) {
        String account = tokens.account(repository);
        synchronized (this) {
            RateLimit limit = byAccount.computeIfAbsent(account, this::made);
            if (stopped) {
                limit.stop();
            }
            return limit;
        }
    }

    private RateLimit made(String account) {
        RateLimit limit = unspent.apply(account);
        // With one token there is nobody else to tell it from.
        if (!account.equals(TokenSource.ONLY)) {
            limit.concerns(account);
        }
        return limit;
    }

    /** Returns whether any account has reached its limit. */
    public boolean isClosed() {
        return all().stream().anyMatch(RateLimit::isClosed);
    }

    /** Returns whether the log tells of an outage with this line. */
    public boolean tells(String line) {
        return all().stream().anyMatch(limit -> limit.tells(line));
    }

    /** How long GitHub has given no answer to an account, the longest. */
    public Duration away() {
        return all().stream().map(RateLimit::away).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** Requests left of the account that has the fewest, -1 before the first answer. */
    public int remaining() {
        return all().stream()
                .mapToInt(RateLimit::remaining)
                .filter(left -> left >= 0)
                .min()
                .orElse(-1);
    }

    /** How much each account has left that was asked for something, by name. */
    public synchronized SortedMap<String, Limit.Level> levels() {
        SortedMap<String, Limit.Level> levels = new TreeMap<>();
        byAccount.forEach((account, limit) -> levels.put(account, limit.level()));
        return levels;
    }

    /** Returns whether {@link #stop} was called: what fails now fails because of that. */
    public synchronized boolean stopped() {
        return stopped;
    }

    /** Sends those who wait away; nothing is let through any more. */
    public synchronized void stop() {
        stopped = true;
        byAccount.values().forEach(RateLimit::stop);
    }

    private synchronized List<RateLimit> all() {
        return List.copyOf(byAccount.values());
    }
}
