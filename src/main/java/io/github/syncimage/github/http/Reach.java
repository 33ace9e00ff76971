package io.github.syncimage.github.http;

import io.github.syncimage.github.model.RepositoryName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Whether GitHub is reached from here: where it has given no answer lately, it is asked, since nobody else may ask it. */
public final class Reach {
    private static final Duration LATELY = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofSeconds(15);

    private final String address;
    private final CloseableHttpClient http;
    private final RateLimits limits;
    private final Supplier<Optional<RepositoryName>> repository;
    private long asked = System.nanoTime() - BETWEEN.toNanos();
    private boolean answered = true;

    /** @param repository one to ask about */
    public Reach(URI apiUrl, GitHubHttp http, RateLimits limits, Supplier<Optional<RepositoryName>> repository) {
        this.address = apiUrl.toString().replaceAll("/+$", "");
        this.http = http.open();
        this.limits = limits;
        this.repository = repository;
    }

    /** May take as long as a request. */
    public synchronized boolean reached() {
        if (limits.away().compareTo(LATELY) < 0) {
            return true;
        }
        if (System.nanoTime() - asked >= BETWEEN.toNanos()) {
            answered = repository.get().map(this::answers).orElse(true);
            asked = System.nanoTime();
        }
        return answered;
    }

    private boolean answers(RepositoryName name) {
        try {
            return http.execute(new HttpGet(address + "/repos/" + name), response -> response.getCode() < 500);
        } catch (IOException unreached) {
            return false;
        }
    }
}
