package io.github.syncimage.registry;

import io.github.syncimage.concurrent.BackOff;
import java.time.Duration;

/**
 * The times for which a registry is waited for.
 *
 * @param connect for a connection, TLS included
 * @param idle between two packets, and for the head of an answer
 * @param commit for the answer to an upload, which a registry gives after it moved the blob within its storage
 * @param window a body that brings fewer than {@code bytesPerWindow} in so much time of waiting counts as broken
 * @param bytesPerWindow see {@code window}
 * @param tries of one call, and breaks in a row of one transfer that brought nothing
 * @param pauses before the second try and those after it, half of each by chance
 * @param longestWait where a host says that it takes nothing for longer, the caller is told instead of waited for
 * @param transferWait the same for a rate limit met by a transfer, whose copy is half done
 * @param shortWait the same for a rate limit met by the reading of a manifest, which comes before anything is moved
 * @param keep an unused connection; five times that is the age after which one is not used again, so that a host that
 *     has moved to another address is followed
 */
public record Patience(
        Duration connect,
        Duration idle,
        Duration commit,
        Duration window,
        long bytesPerWindow,
        int tries,
        BackOff pauses,
        Duration longestWait,
        Duration transferWait,
        Duration shortWait,
        Duration keep) {

    // A person at a terminal waits as long for the first answer.
    public static final Patience DEFAULT = withShortWait(Duration.ofSeconds(60));
    /** For a caller that puts work off until a limit ends: a limit is told before anything was moved. */
    public static final Patience OF_A_QUEUE = withShortWait(Duration.ofSeconds(5));

    private static Patience withShortWait(Duration shortWait) {
        return new Patience(
                // Long enough for three SYN retransmissions (1, 2 and 4 s) on a bad line.
                Duration.ofSeconds(15),
                // Load balancers in front of registries give up after 60 s as well.
                Duration.ofSeconds(60),
                // A layer of 10 GB is copied once more inside an object store when it is committed.
                Duration.ofMinutes(5),
                // 1 KiB/s over half a minute: slower than any line that could ever finish a layer.
                Duration.ofSeconds(30),
                32 * 1024,
                // 0.5 + 1 + 2 + 4 s: outlives the restart of a registry's front, and still answers a person soon.
                5,
                new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15)),
                // The abuse limit of Docker Hub says 60 s; hourly quotas are for the caller to tell.
                Duration.ofSeconds(60),
                // To begin the copy anew would take longer, and be refused as well.
                Duration.ofMinutes(5),
                shortWait,
                // Many fronts close sooner, and a firewall between may forget a silent connection without a word.
                Duration.ofSeconds(60));
    }

    public Duration longestLife() {
        return keep.multipliedBy(5);
    }
}
