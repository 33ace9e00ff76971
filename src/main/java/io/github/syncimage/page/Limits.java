package io.github.syncimage.page;

import io.github.syncimage.concurrent.Limit.Level;
import io.github.syncimage.registry.HostLevel;
import io.github.syncimage.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells how much GitHub and each registry still take, for {@code GET /api/v1/limits}.
 *
 * @param accounts that GitHub counts apart: {@code token} where there is one only, else owners of installations
 * @param away how long GitHub has given no answer
 * @param hosts registries that were asked for something
 * @param held how many requests wait for the end of a host's limit, by host
 */
public record Limits(
        Supplier<SortedMap<String, Level>> accounts,
        Supplier<Duration> away,
        Supplier<List<HostLevel>> hosts,
        Supplier<Map<String, Long>> held) {
    /** Makes the members of the document. */
    public Map<String, Object> document() {
        SortedMap<String, Level> levels = accounts.get();
        Map<String, Object> gitHub = levels.values().stream()
                .filter(level -> level.remaining() >= 0)
                .min(Comparator.comparing(Level::remaining))
                .map(scarcest -> account(null, scarcest))
                .orElseGet(Json::of);
        gitHub.put("away_seconds", away.get().toSeconds());
        if (levels.size() > 1) {
            gitHub.put(
                    "accounts",
                    levels.entrySet().stream()
                            .map(account -> account(account.getKey(), account.getValue()))
                            .toList());
        }
        return Json.of("github", gitHub, "hosts", registries());
    }

    private static Map<String, Object> account(String name, Level level) {
        return Json.of(
                "account", name,
                "remaining", known(level.remaining()),
                "limit", known(level.most()),
                "resets_at", text(level.resetsAt()),
                "closed_until", text(level.closedUntil()));
    }

    // Those that a request waits for are told also where nothing was asked of them since the start.
    private List<Map<String, Object>> registries() {
        Map<String, Map<String, Object>> byName = new TreeMap<>();
        for (HostLevel level : hosts.get()) {
            byName.put(level.host(), host(level));
        }
        held.get().forEach((name, requests) -> byName.computeIfAbsent(name, unasked -> Json.of("host", name))
                .put("held", requests));
        return List.copyOf(byName.values());
    }

    private static Map<String, Object> host(HostLevel level) {
        return Json.of(
                "host", level.host(),
                "closed_until", text(level.closedUntil()),
                "waiting", level.waiting(),
                "uploads", level.uploads(),
                "downloads", level.downloads(),
                "pulls_left", known(level.pullsLeft()),
                "bandwidth", level.bandwidth() > 0 ? level.bandwidth() : null);
    }

    private static Integer known(int number) {
        return number < 0 ? null : number;
    }

    private static String text(Instant time) {
        return Objects.toString(time, null);
    }
}
