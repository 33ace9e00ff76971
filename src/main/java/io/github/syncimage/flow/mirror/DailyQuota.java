package io.github.syncimage.flow.mirror;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.store.CountedRequests.Answer;
import io.github.syncimage.store.CountedRequests.Counted;
import io.github.syncimage.store.CountedRequests.Most;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Sizes;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/**
 * How much of the copying a user may cause in a day. An image counts for who has asked for its run: it is taken before its
 * copy begins, and given back where nothing comes of that for a reason that is not theirs. What stands there already counts
 * for nobody.
 *
 * @param most that a user may have in a day (UTC), by the repository of the issue
 * @param trusted users without a limit
 */
public record DailyQuota(MirrorStore store, Function<RepositoryName, Most> most, List<String> trusted, Clock clock) {
    /** A database that failed is left alone for half of it. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    public DailyQuota {
        trusted = List.copyOf(trusted);
    }

    /**
     * Ends the image's way where its user has used up the day; nothing counts yet. It is asked before an upstream is read,
     * so that what is refused costs it nothing.
     *
     * @throws NotNowException also where the counts cannot be read
     */
    void check(ImageRun image) {
        Most limits = limits(image);
        if (limits != null) {
            pass(image, 0, limits, store.room(counted(image), limits));
        }
    }

    /**
     * Counts an image that is going to be copied; the same one of the same run only once.
     *
     * @throws NotNowException where it is more than what is left of the day, or the counts cannot be read
     */
    void take(ImageRun image) {
        Most limits = limits(image);
        if (limits != null) {
            long bytes = image.plan().size();
            pass(image, bytes, limits, store.take(counted(image), bytes, limits));
        }
    }

    /** The image stands there now, maybe because somebody else has brought it meanwhile. */
    void arrived(ImageRun image, CopyResult result) {
        if (result.alreadyPresent() && result.moved() == 0) {
            giveBack(image);
        } else if (limits(image) != null) {
            store.arrived(counted(image), result.size());
        }
    }

    /** Its copy came to nothing, and its user is not to blame. */
    void giveBack(ImageRun image) {
        if (limits(image) != null) {
            store.giveBack(counted(image));
        }
    }

    /** Null where there are none. */
    private Most limits(ImageRun image) {
        if (image.run() == null || trusted.stream().anyMatch(image.asker()::equalsIgnoreCase)) {
            return null;
        }
        Most limits = most.apply(image.issue().repository());
        return limits.images() == 0 && limits.here() == 0 && limits.bytes() == 0 ? null : limits;
    }

    /** Each answer on an issue has a comment of its own, by which a run that went through a crash is known again. */
    private Counted counted(ImageRun image) {
        String repository = image.issue().repository().toString();
        String which = repository + " " + image.run().comment() + " " + image.source();
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        return new Counted(today, repository, image.asker(), image.issue().number(), which);
    }

    private void pass(ImageRun image, long bytes, Most limits, Answer answer) {
        switch (answer) {
            case ROOM -> {}
            case NO_MORE_IMAGES -> throw refused(image, "a user may ask for " + limits.images() + " images a day");
            case NO_MORE_HERE ->
                throw refused(image, "a user may ask for " + limits.here() + " images a day in this repository");
            case NO_MORE_BYTES ->
                throw refused(
                        image,
                        "a user may have " + Sizes.text(limits.bytes()) + " mirrored a day, and "
                                + (bytes == 0 ? "has had them" : Sizes.text(bytes) + " are more than what is left"));
            case UNKNOWN ->
                throw new NotNowException(
                        new Outcome.Waiting(image.source(), "", clock.instant().plus(PAUSE)));
        }
    }

    private static NotNowException refused(ImageRun image, String message) {
        return new NotNowException(new Outcome.Refused(image.source().toString(), "quota", message, List.of()));
    }
}
