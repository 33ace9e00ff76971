package io.github.syncimage.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for what has to come. It costs nothing where it comes, and a machine that is busy with much
 * else takes many times as long as a quiet one; no test means by it that something is quick. JUnit finds this by {@code
 * META-INF/services}.
 */
public final class Waiting implements BeforeAllCallback, Extension {
    public static final Duration LONG = Duration.ofMinutes(3);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONG);
        // An issue or a comment that is waited for is not there at first, and asking for it says so by an exception.
        // One that stays is told with the time-out.
        Awaitility.ignoreExceptionsByDefault();
        // Most of what is waited for is there at once, or nearly: ten times a second is for the rest.
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(
                (looks, before) -> Duration.ofMillis(Math.min(100, 5L << Math.min(looks, 5))));
    }
}
