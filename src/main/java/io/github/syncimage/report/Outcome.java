package io.github.syncimage.report;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Reason;
import io.github.syncimage.postprocess.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tells how it stands with one requested image. */
public sealed interface Outcome {
    /** Returns what was asked for, as the requester wrote it when it could not be read. */
    String image();

    /**
     * It waits for its turn.
     *
     * @param position in the line when this is written, 0 where nobody is before it
     * @param large whether that is the line of those that are known to be large
     * @param about how long that will be; null where nobody knows
     */
    record Queued(String image, int position, boolean large, Duration about) implements Outcome {
        public Queued(String image, int position) {
            this(image, position, false, null);
        }
    }

    /** Its blobs are on their way; {@code total} is 0 while it isn't known. */
    record Copying(ImageReference source, ImageReference target, long moved, long total) implements Outcome {
        @Override
        public String image() {
            return source.toString();
        }
    }

    /**
     * A registry or GitHub takes nothing more until then; the request goes on by itself.
     *
     * @param host {@code hours} where it waits for those of large images, empty where it waits for this program's own database, to know what counts for who asked
     */
    record Waiting(ImageReference source, String host, Instant until) implements Outcome {
        @Override
        public String image() {
            return source.toString();
        }
    }

    /**
     * It stands at the target, copied now or before ({@link CopyResult#alreadyPresent}).
     *
     * @param renamed what it would be called if it had its short name; null where it has
     */
    record Mirrored(CopyResult result, Visibility visibility, Renamed renamed) implements Outcome {
        @Override
        public String image() {
            return result.source().toString();
        }
    }

    /**
     * The name that an image has not got.
     *
     * @param owner source that has the repository of that name, which may be the image's own where the tag alone is taken;
     *     null where it is not known
     */
    record Renamed(ImageReference name, Repository owner) {}

    /**
     * It cannot be served.
     *
     * @param reason code as {@code explain} prints it
     * @param message what is wrong, in one sentence
     * @param platforms those that exist, where none fits
     * @param tags near ones, where the tag does not exist
     * @param supported upstreams, where the asked one isn't
     * @param command by which anybody can check what the message says, or empty
     * @param suggestion the image that may be meant and is served, or null
     */
    record Refused(
            String image,
            String reason,
            String message,
            List<Platform> platforms,
            List<String> tags,
            List<String> supported,
            String command,
            ImageReference suggestion)
            implements Outcome {
        /** Codes that templates have words for; for any other, the message speaks. */
        static final List<String> REASONS = Stream.concat(
                        Stream.of("quota"),
                        Stream.of((Enum<?>[]) Reason.values(), CopyRefusedException.Reason.values())
                                .flatMap(Arrays::stream)
                                .filter(reason -> reason != Reason.NO_PREFIX)
                                .map(Wording::lower))
                .distinct()
                .toList();

        public Refused(String image, String reason, String message, List<String> supported) {
            this(image, reason, message, List.of(), List.of(), supported, "", null);
        }
    }

    /** Nobody wants it any more: somebody who may has said so, or closed the issue. */
    record Cancelled(String image) implements Outcome {}

    /**
     * It could be served, but something broke.
     *
     * @param action what was tried
     * @param answer what came back
     * @param hint what a template may advise beside that
     */
    record Failed(
            ImageReference source, ImageReference target, String action, String answer, boolean temporary, Hint hint)
            implements Outcome {
        @Override
        public String image() {
            return source.toString();
        }
    }

    /** Names the kind of trouble where there is advice for it. */
    enum Hint {
        NONE,
        /** SWR denies the push: the organization is missing, or not ours. */
        ORGANIZATION,
        /** The program has ended again and again in the middle of it. */
        GIVEN_UP,
        /** It was at work for longer than one image may be. */
        TOO_SLOW
    }
}
