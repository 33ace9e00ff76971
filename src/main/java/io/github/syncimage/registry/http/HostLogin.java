package io.github.syncimage.registry.http;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.net.AddressGuard;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one host asked for and what there is to show it. Credentials may end while the program runs: those of ECR after
 * twelve hours, those of Google's registries after one. A hundred calls that are refused at once look for others once.
 */
public final class HostLogin {
    /** Within this time after a look no other one is made, unless what it found has worked: a look may start a helper. */
    private static final Duration HOLDS = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(HostLogin.class);

    private final String host;
    private final AddressGuard guard;
    private final Supplier<Credentials> lookAgain;
    private volatile Credentials current;
    private final AtomicReference<Challenge> challenge;
    private volatile boolean worked = true;
    private boolean foundNone;
    private long lookedAt = System.nanoTime() - HOLDS.toNanos();

    /**
     * @param guard that says where this host may lead, to its token service too
     * @param current or null
     */
    public HostLogin(String host, AddressGuard guard, Credentials current, Supplier<Credentials> lookAgain) {
        this(host, guard, new AtomicReference<>(), current, lookAgain);
    }

    private HostLogin(
            String host,
            AddressGuard guard,
            AtomicReference<Challenge> challenge,
            Credentials current,
            Supplier<Credentials> lookAgain) {
        this.host = host;
        this.guard = guard;
        this.challenge = challenge;
        this.current = current;
        this.lookAgain = lookAgain;
    }

    /** Other credentials for the same host, which asks everybody for the same. */
    public HostLogin with(Credentials others, Supplier<Credentials> lookAgainForThem) {
        return new HostLogin(host, guard, challenge, others, lookAgainForThem);
    }

    /** As image names spell it. */
    String host() {
        return host;
    }

    AddressGuard guard() {
        return guard;
    }

    /** The last challenge of this host, without the scope that it named, null while it has asked for nothing. */
    Challenge challenge() {
        return challenge.get();
    }

    void challenge(Challenge newChallenge) {
        challenge.set(newChallenge.ofTheHost());
    }

    /** Null for none. */
    public Credentials current() {
        return current;
    }

    /** The host let a request in with these, which may end from now on. */
    public void accepted(Credentials shown) {
        if (!worked && shown == current) {
            worked = true;
        }
    }

    /**
     * What to try instead of credentials (null for none) that the host refused; null where there are no others. May
     * take as long as a credential helper does.
     */
    synchronized Credentials insteadOf(Credentials refused) {
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
                host,
                refused == null ? "to be asked without credentials" : "its credentials");
        worked = false;
        current = found;
        return found;
    }
}
