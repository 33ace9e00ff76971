package io.github.syncimage.run;

import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.Marker;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What the comments of an issue tell of its last run. docs/decisions/0031 goes through the moments at which the program
 * can die.
 *
 * @param told the latest comment of ours; null where we have written none
 * @param listed the newest comments of the issue
 * @param ended whether the program itself has brought that run to its end since it started
 */
public record EarlierRun(Marker.Found told, List<IssueComment> listed, boolean ended) {
    /**
     * The next run: it goes on where the earlier one was interrupted, and obeys the latest command that came after that.
     */
    public RequestRun followedBy(RequestRun next) {
        List<Command> commands = Command.in(listed).stream()
                .filter(command -> command.by(next.user()))
                .sorted(Comparator.comparingLong(command -> command.comment().id()))
                .toList();
        RequestRun obedient = commands.stream()
                .filter(command -> told == null || told.leaves(command))
                .reduce((one, later) -> later)
                .map(next::obeying)
                .orElse(next);
        if (told == null) {
            return obedient;
        }
        boolean commanded = obedient.command() != 0;
        if (told.unfinished()) {
            return (commanded ? obedient : obeyingAsBefore(next, commands)).withComment(told.comment());
        }
        boolean again = ended || commanded && !obedient.cancelled() || openedAgain(next);
        boolean onlyClose =
                !again && !next.rerun() && told.marker().fingerprint().equals(next.fingerprint());
        return onlyClose ? next.answeredBy(told) : obedient;
    }

    private RequestRun obeyingAsBefore(RequestRun next, List<Command> commands) {
        return commands.stream()
                .filter(command -> command.comment().id() == told.marker().command())
                .findFirst()
                .map(next::obeying)
                .orElse(next);
    }

    /** Whoever opens it again touches it after our last word; a run that died before the closing left it untouched. */
    private boolean openedAgain(RequestRun next) {
        Instant said = told.in().updatedAt();
        boolean later = said != null && next.touched() > said.toEpochMilli();
        return later && !Boolean.FALSE.equals(next.wasClosed());
    }
}
