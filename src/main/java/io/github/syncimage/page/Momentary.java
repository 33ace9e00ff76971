package io.github.syncimage.page;

import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Tells what is so at the moment, with its time: made at most once a second, however many ask, and only when somebody does. */
public final class Momentary implements Site.Resource {
    private static final Duration FRESH = Duration.ofMillis(900);

    private final Supplier<Map<String, Object>> happening;
    private final Clock clock;
    private Instant made = Instant.MIN;
    private Map<String, Object> content;
    private Document latest;
    private Document news;

    /** @param happening what the document holds beside its time */
    public Momentary(Supplier<Map<String, Object>> happening, Clock clock) {
        this.happening = happening;
        this.clock = clock;
    }

    @Override
    public Document read(HttpServerRequest request) {
        return latest();
    }

    /** Returns it with the time at which it was made. */
    synchronized Document latest() {
        make();
        return latest;
    }

    /** Returns the same object for as long as nothing has changed but the time. */
    public synchronized Document news() {
        make();
        return news;
    }

    private void make() {
        Instant now = clock.instant();
        if (latest != null && now.isBefore(made.plus(FRESH)) && !now.isBefore(made)) {
            return;
        }
        Map<String, Object> current = happening.get();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("at", now.truncatedTo(ChronoUnit.SECONDS).toString());
        document.putAll(current);
        latest = Document.json(Document.MOMENTARY, document);
        made = now;
        if (!current.equals(content)) {
            content = current;
            news = latest;
        }
    }
}
