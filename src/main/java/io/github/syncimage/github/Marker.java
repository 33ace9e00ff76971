package io.github.syncimage.github;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hidden line of a comment of ours. GitHub keeps it and shows it to nobody; after a crash it tells which comment
 * belongs to which run of a request and how far that run came.
 *
 * @param fingerprint of the issue's text that the run answers
 * @param state {@code working} until the result is written, then the result's label
 */
public record Marker(long issue, String fingerprint, String state) {
    public static final String WORKING = "working";

    private static final Pattern LINE =
            Pattern.compile("<!-- sync-image ([0-9]{1,18}):([0-9a-f]{12}):([a-z_]{1,20}) -->");

    /** A marker and the comment that carries it. */
    public record Found(Marker marker, long comment) {
        public boolean unfinished() {
            return marker.state.equals(WORKING);
        }
    }

    /** What stands in the line. */
    public String text() {
        return issue + ":" + fingerprint + ":" + state;
    }

    /**
     * The marker of the issue's latest run. Only comments of people and bots that can write to the repository count:
     * a marker is text that anybody could type. It has to stand first, because a bot may quote what somebody typed.
     */
    public static Optional<Found> latest(long issue, List<IssueComment> comments) {
        return comments.stream()
                .filter(IssueComment::trusted)
                .sorted(Comparator.comparingLong(IssueComment::id).reversed())
                .flatMap(comment -> in(comment).stream())
                .filter(found -> found.marker.issue == issue)
                .findFirst();
    }

    private static Optional<Found> in(IssueComment comment) {
        Matcher line = LINE.matcher(comment.body());
        return line.lookingAt()
                ? Optional.of(new Found(
                        new Marker(Long.parseLong(line.group(1)), line.group(2), line.group(3)), comment.id()))
                : Optional.empty();
    }
}
