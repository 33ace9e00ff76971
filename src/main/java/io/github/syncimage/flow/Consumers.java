package io.github.syncimage.flow;

import io.github.syncimage.settings.Problem;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code requests.consumers}, the options with which the workers read the queue: they have to be as many as {@code
 * limits.concurrent_requests} says, or that limit would say something else than what happens.
 */
final class Consumers {
    static final String LIMIT = "limits.concurrent_requests";

    private static final String CONSUMERS = "requests.consumers";

    private Consumers() {}

    /** @param file that may say so, for the message */
    static Optional<Problem> problem(Properties properties, String file) {
        String limit = properties.getProperty(LIMIT);
        String options = properties.getProperty(CONSUMERS, "").replace("{{" + LIMIT + "}}", limit);
        String queue = properties.getProperty("requests.queue", "");
        String word = "concurrentConsumers";
        Matcher number = Pattern.compile("(?:^|[?&])" + word + "=([^&]*)").matcher(options);
        boolean told = number.find();
        // What a component calls it that has another word for it, and how many it then has, is its own affair.
        boolean ours = queue.startsWith("seda:");
        String consumers = told ? number.group(1) : ours ? "1" : limit;
        return consumers.equals(limit)
                ? Optional.empty()
                : Optional.of(new Problem(
                        file,
                        CONSUMERS,
                        "has " + consumers + " consumers, but " + LIMIT + " is " + limit + "; write " + word + "={{"
                                + LIMIT + "}}, or leave the line out"));
    }
}
