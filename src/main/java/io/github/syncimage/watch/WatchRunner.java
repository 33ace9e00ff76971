package io.github.syncimage.watch;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.watch.EntryRun.Mode;
import io.github.syncimage.watch.EntryRun.TagOutcome;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Goes through entries.
 *
 * @param stillOurs is run right before a tag is set or deleted, and before it is noted how an entry stands; it throws
 *     {@link TakenOverException} where another process goes through the lists by now
 */
public record WatchRunner(
        RegistryClient client, Copier copier, WatchMemory memory, Scope scope, Clock clock, Runnable stillOurs) {
    private static final int LONGEST_REASON = 300;

    /**
     * What the configuration says to lists.
     *
     * @param names of targets by the rules; null where no target registry is configured
     * @param platforms where an entry names none
     * @param registry host of the configured target, whose {@code dialect} is given; null where none is
     * @param largestStep tags that an entry may copy at once
     */
    public record Scope(
            TargetNames names, PlatformSelection platforms, String registry, Dialect dialect, int largestStep) {
        /** About other registries than the configured one nothing is known. */
        public Dialect dialect(ImageReference target) {
            return target.host().equals(registry) ? dialect : Dialect.AUTO;
        }
    }

    /**
     * Lists the entry's tags and looks at each that is meant; never throws what concerns this entry only.
     *
     * @param told of each tag as soon as it is known how it stands
     */
    public EntryRun plan(WatchList list, WatchEntry entry, Mode mode, Consumer<TagOutcome> told) {
        EntryRun run = new EntryRun(this, list, entry, mode, told);
        run.plan();
        return run;
    }

    /** Says in a line why something failed. */
    public static String reason(RuntimeException failure) {
        return OneLine.of(
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage(),
                LONGEST_REASON);
    }
}
