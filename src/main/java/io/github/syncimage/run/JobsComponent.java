package io.github.syncimage.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.TimeUtils;

/**
 * {@code jobs:NAME?workers=2} is a queue, {@code jobs:NAME?every=30s} a clock; both are those of all daemons of the team. A
 * message needs the header {@value #KEY}; one whose key is in the queue, or in work, already is dropped.
 */
public final class JobsComponent extends DefaultComponent {
    /** What no other job of the queue is called. */
    public static final String KEY = "jobKey";

    /** A number: how many daemons have ended with the job in work. */
    public static final String DEATHS = "jobDeaths";

    /** Those who read a queue here, woken when something is put into it here: others look by themselves. */
    private final Map<String, Runnable> readers = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) {
        int workers = getAndRemoveParameter(options, "workers", Integer.class, 1);
        String every = getAndRemoveParameter(options, "every", String.class);
        return new JobsEndpoint(
                uri, this, name, workers, every == null ? null : Duration.ofMillis(TimeUtils.toMilliSeconds(every)));
    }

    void reads(String queue, Runnable wake) {
        readers.put(queue, wake);
    }

    void wake(String queue) {
        readers.getOrDefault(queue, () -> {}).run();
    }
}
