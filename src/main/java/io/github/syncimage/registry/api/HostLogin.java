package io.github.syncimage.registry.api;

import io.github.syncimage.registry.Credentials;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials for one host. They may end while the program runs: those of ECR after twelve hours, those
 * of Google's registries after one. A hundred calls that are refused at once look for others once.
 */
final class HostLogin {
    /** Within this time after a look no other one is made, unless what it found has worked: a look may start a helper. */
    private static final Duration HOLDS = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(HostLogin.class);

    final RegistryHost host;
    private final Supplier<Credentials> lookAgain;
    private volatile Credentials current;
    private volatile boolean worked = true;
    private boolean foundNone;
    private long lookedAt = System.nanoTime() - HOLDS.toNanos();

    HostLogin(RegistryHost host, Credentials current, Supplier<Credentials> lookAgain) {
        this.host = host;
        this.current = current;
        this.lookAgain = lookAgain;
    }

    /** Null for none. */
    Credentials current() {
        return current;
    }

    /** The host let a request in with these, which may end from now on. */
    void accepted(Credentials shown) {
        if (!worked && shown == current) {
            worked = true;
        }
    }

    /**
     * Finds what to try instead of credentials (null for none) that the host refused; null where there are no others. May
     * take as long as a credential helper does.
     */
    synchronized Credentials replacementFor(Credentials refused) {
        if (!Objects.equals(current, refused)) {
            return current;
        }
        if ((foundNone || !worked) && System.nanoTime() - lookedAt < HOLDS.toNanos()) {
            return null;
        }
        Credentials found = lookAgain.get();
        if (Thread.currentThread().isInterrupted()) {
            return null;
        }
        lookedAt = System.nanoTime();
        foundNone = found == null || found.equals(refused);
        if (foundNone) {
            return null;
        }
        LOG.info(
                "{} refused {}; other ones were found",
                host.settings.host(),
                refused == null ? "to be asked without credentials" : "its credentials");
        worked = false;
        current = found;
        return found;
    }
}
