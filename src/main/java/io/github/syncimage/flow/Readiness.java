package io.github.syncimage.flow;

import io.github.syncimage.github.Conditions;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells at {@code /observe/health/ready} what {@link Conditions} hold; those that keep requests from being served make it DOWN. */
final class Readiness extends AbstractHealthCheck {
    private final Conditions conditions;

    Readiness(Conditions conditions) {
        super("sync-image", "sync-image");
        this.conditions = conditions;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Conditions.Condition> now = conditions.now();
        now.forEach((name, condition) -> builder.detail(name, condition.line()));
        if (now.values().stream().anyMatch(Conditions.Condition::down)) {
            builder.down();
        } else {
            builder.up();
        }
        if (!now.isEmpty()) {
            builder.message(now.values().stream()
                    .map(condition -> words(condition.line()))
                    .sorted()
                    .collect(Collectors.joining("; ")));
        }
    }

    /** Camel escapes a message once more than JSON needs, which shows wherever there is something to escape. */
    private static String words(String line) {
        return line.replaceAll("(?<=\\b(?:of|for) )([A-Za-z0-9_-]+)/([A-Za-z0-9._-]+)", "the repository $2 of $1")
                .replaceAll("https?://([^/\\s]+)[^\\s:;,]*", "$1")
                .replace("…", "...")
                .replaceAll("[\\s\"\\\\/{}\\x{2000}-\\x{20ff}]+", " ");
    }
}
