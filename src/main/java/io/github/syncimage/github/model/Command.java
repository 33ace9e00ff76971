package io.github.syncimage.github.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody asks for in a comment: {@code /retry [PLATFORMS]} or {@code /cancel}, the first word of a line.
 *
 * @param words what follows {@code /retry} on its line
 * @param takesBack id of the {@code /cancel} that this {@code /retry} has come after, 0 where there is none
 * @param missed whether it is a {@code /retry} of which the run that our latest comment tells of has read nothing
 */
public record Command(Kind kind, String words, IssueComment comment, long takesBack, boolean missed) {
    /** As people write a command, and thank for it. */
    private static final Pattern LINE = Pattern.compile("(?im)^[ \\t]*/(retry|cancel)(?![\\w/-])[ \\t]*([^\\r\\n]*)");

    /** More than all platforms there are; what is longer is not read. */
    private static final int LONGEST = 300;

    /** What it asks for. */
    public enum Kind {
        RETRY,
        CANCEL
    }

    /** The first command of a comment. */
    public static Optional<Command> in(IssueComment comment) {
        Matcher line = LINE.matcher(comment.body());
        if (!line.find() || Marker.of(comment).isPresent()) {
            return Optional.empty();
        }
        Kind kind = Kind.valueOf(line.group(1).toUpperCase(Locale.ROOT));
        String words = line.group(2).strip();
        return Optional.of(new Command(kind, words.substring(0, Math.min(words.length(), LONGEST)), comment, 0, false));
    }

    /** The commands of these comments, in their order. */
    public static List<Command> in(List<IssueComment> comments) {
        List<Command> commands =
                comments.stream().flatMap(comment -> in(comment).stream()).toList();
        Map<IssueId, Long> cancels = commands.stream()
                .filter(Command::cancels)
                .collect(Collectors.toMap(
                        command -> command.comment.issue(), command -> command.comment.id(), Math::max));
        return commands.stream()
                .map(command -> command.after(cancels.getOrDefault(command.comment.issue(), 0L)))
                .toList();
    }

    /** Writes what {@link #in} reads. */
    String line() {
        return "/" + kind.name().toLowerCase(Locale.ROOT) + " " + words;
    }

    private Command after(long cancel) {
        return cancels() || comment.id() < cancel ? this : new Command(kind, words, comment, cancel, false);
    }

    /** Returns this command, {@link #missed} or not. */
    public Command missed(boolean isMissed) {
        return new Command(kind, words, comment, takesBack, isMissed);
    }

    public boolean cancels() {
        return kind == Kind.CANCEL;
    }

    /** Returns whether something stands behind it that another run may be needed for. */
    public boolean namesPlatforms() {
        return !cancels() && !words.isEmpty();
    }

    /** Returns whether its author may ask for it on an issue of that author. */
    public boolean by(String author) {
        return comment.trusted() || comment.author().equalsIgnoreCase(author);
    }
}
