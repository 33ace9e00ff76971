package io.github.syncimage.page;

import io.github.syncimage.concurrent.AccountLevel;
import io.github.syncimage.registry.HostLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How much GitHub and each registry still take, for {@code GET /api/v1/limits}.
 *
 * @param accounts that GitHub counts apart
 * @param away how long GitHub has given no answer
 * @param hosts registries that were asked for something
 * @param held how many requests wait for the end of a host's limit, by host
 */
public record Limits(
        Supplier<List<AccountLevel>> accounts,
        Supplier<Duration> away,
        Supplier<List<HostLevel>> hosts,
        Supplier<Map<String, Long>> held) {
    /** The members of the document. */
    public Map<String, Object> document() {
        List<AccountLevel> levels = accounts.get();
        Map<String, Object> gitHub = new LinkedHashMap<>();
        levels.stream()
                .filter(level -> level.remaining() >= 0)
                .min(Comparator.comparing(AccountLevel::remaining))
                .ifPresent(scarcest -> put(gitHub, scarcest));
        gitHub.put("away_seconds", away.get().toSeconds());
        if (levels.size() > 1) {
            gitHub.put("accounts", levels.stream().map(Limits::account).toList());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("github", gitHub);
        document.put("hosts", registries());
        return document;
    }

    private static Map<String, Object> account(AccountLevel level) {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("account", level.account());
        put(account, level);
        return account;
    }

    private static void put(Map<String, Object> document, AccountLevel level) {
        putKnown(document, "remaining", level.remaining());
        putKnown(document, "limit", level.limit());
        putTime(document, "resets_at", level.resetsAt());
        putTime(document, "closed_until", level.closedUntil());
    }

    // Those that a request waits for are told also where nothing was asked of them since the start.
    private List<Map<String, Object>> registries() {
        Map<String, Long> waits = held.get();
        Map<String, Map<String, Object>> byName = new TreeMap<>();
        for (HostLevel level : hosts.get()) {
            Map<String, Object> host = new LinkedHashMap<>();
            host.put("host", level.host());
            putTime(host, "closed_until", level.closedUntil());
            host.put("waiting", level.waiting());
            host.put("uploads", level.uploads());
            host.put("downloads", level.downloads());
            putKnown(host, "pulls_left", level.pullsLeft());
            if (level.bandwidth() > 0) {
                host.put("bandwidth", level.bandwidth());
            }
            byName.put(level.host(), host);
        }
        waits.forEach(
                (name, requests) -> byName.computeIfAbsent(name, unasked -> new LinkedHashMap<>(Map.of("host", name)))
                        .put("held", requests));
        return List.copyOf(byName.values());
    }

    private static void putKnown(Map<String, Object> document, String name, int number) {
        if (number >= 0) {
            document.put(name, number);
        }
    }

    private static void putTime(Map<String, Object> document, String name, Instant time) {
        if (time != null) {
            document.put(name, time.toString());
        }
    }
}
