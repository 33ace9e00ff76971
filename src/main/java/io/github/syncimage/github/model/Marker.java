package io.github.syncimage.github.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hidden line of a comment of ours. GitHub keeps it and shows it to nobody; after a crash it tells which comment
 * belongs to which run of a request and how far that run came.
 *
 * @param fingerprint of the issue's text that the run answers
 * @param state {@code working} until the result is written, then {@code success}, {@code failed}, {@code refused} or
 *     {@code cancelled}
 * @param command id of the comment whose command the run obeys, 0 where none asked for it
 */
public record Marker(long issue, String fingerprint, String state, long command) {
    public static final String WORKING = "working";
    public static final String CANCELLED = "cancelled";

    private static final Pattern LINE =
            Pattern.compile("<!-- sync-image ([0-9]{1,18}):([0-9a-f]{12}):([a-z_]{1,20})(?::([0-9]{1,18}))? -->");

    /**
     * A marker and the comment that carries it.
     *
     * @param earlier the newest comment that the run before it has heeded, 0 where there was none
     */
    public record Found(Marker marker, IssueComment in, long earlier) {
        public long comment() {
            return in.id();
        }

        /** The newest comment that this run has heeded: commands in later ones are still to be obeyed. */
        public long heeded() {
            return Math.max(comment(), marker.command);
        }

        /**
         * Returns whether the command is still to be obeyed. A run obeys the latest that it reads, and names it: of what is written
         * later than that, though before its comment is there, it knows nothing. A plain {@code /retry} is that run.
         */
        public boolean leaves(Command command) {
            boolean counts = command.namesPlatforms() || command.cancels() && unfinished();
            boolean later = command.comment().id() > (counts ? read() : heeded());
            return later && !ended(command) || takenBack(command);
        }

        /** Returns whether it is a {@code /cancel} that this run has ended by, or before which it could not end any more. */
        private boolean ended(Command command) {
            Instant given = command.comment().createdAt();
            Instant end = in.updatedAt();
            return command.cancels() && !unfinished() && given != null && end != null && !given.isAfter(end);
        }

        /** The newest comment that this run has read for certain. */
        private long read() {
            return Math.max(earlier, marker.command);
        }

        private boolean takenBack(Command command) {
            return command.takesBack() > read() && (unfinished() || cancelled());
        }

        private boolean cancelled() {
            return marker.state.equals(CANCELLED);
        }

        /** Returns whether one that it leaves is a {@code /retry} that wants another run, however early this one has ended. */
        public boolean misses(Command command) {
            return command.namesPlatforms() && command.comment().id() < comment() && !cancelled() || takenBack(command);
        }

        public boolean unfinished() {
            return marker.state.equals(WORKING);
        }
    }

    /** Writes the hidden line. */
    String line() {
        return "<!-- sync-image " + text() + " -->";
    }

    /** Writes what stands in the line. */
    public String text() {
        return issue + ":" + fingerprint + ":" + state + (command == 0 ? "" : ":" + command);
    }

    /**
     * The marker of the issue's latest run. It has to stand first, because we quote what somebody typed.
     *
     * @param ours which comments we wrote: a marker is text that anybody could type
     */
    public static Optional<Found> latest(long issue, List<IssueComment> comments, Predicate<IssueComment> ours) {
        return comments.stream()
                .filter(ours)
                .flatMap(comment -> of(comment).stream())
                .filter(found -> found.marker.issue == issue)
                .sorted(Comparator.comparingLong(Found::comment))
                .reduce((one, later) -> new Found(later.marker, later.in, one.heeded()));
    }

    /** Reads what a comment of ours carries. */
    public static Optional<Found> of(IssueComment comment) {
        Matcher line = LINE.matcher(comment.body());
        if (!line.lookingAt()) {
            return Optional.empty();
        }
        long command = line.group(4) == null ? 0 : Long.parseLong(line.group(4));
        return Optional.of(new Found(
                new Marker(Long.parseLong(line.group(1)), line.group(2), line.group(3), command), comment, 0));
    }
}
