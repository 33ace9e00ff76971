package io.github.syncimage.github;

import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueComment;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The commands in comments. One about a closed issue counts when it is younger than the closing, one about an open issue
 * when no comment of ours has heeded it, so a restart that reads them again does nothing twice and nothing has to be
 * remembered.
 */
public final class Commands {
    private final Repositories repositories;
    private final Predicate<IssueComment> ours;

    /** @param ours which comments we wrote: a workflow beside us may command by our name, another bot is a stranger */
    public Commands(Repositories repositories, Predicate<IssueComment> ours) {
        this.repositories = repositories;
        this.ours = ours;
    }

    /** Comments could not be read, or a command not be obeyed; see {@link RecentComments#failed}. */
    public void failed(ServedRepository repository, String line, boolean absent) {
        repository.comments().failed(line, absent);
    }

    /** It was obeyed, or is none that counts; nothing happens where it is to be read again {@link #later}. */
    public void done(Command command) {
        comments(command).ifPresent(comments -> comments.done(command));
    }

    /** It counts, and it is too early to obey it. */
    public void later(Command command) {
        comments(command).ifPresent(comments -> comments.later(command));
    }

    private Optional<RecentComments> comments(Command command) {
        return repositories.find(command.comment().issue().repository()).map(ServedRepository::comments);
    }

    /** Returns whether the command counts on that issue at all. */
    public boolean allowed(Command command, Issue issue) {
        return issue != null
                && !issue.pullRequest()
                && repositories
                        .find(issue.id().repository())
                        .filter(repository -> issue.labels().stream().anyMatch(repository.label()::equalsIgnoreCase))
                        .isPresent()
                && (command.by(issue.author()) || ours.test(command.comment()));
    }

    /** Returns whether the command opens the issue again. */
    public boolean reopens(Command command, Issue issue) {
        Instant given = command.comment().createdAt();
        return allowed(command, issue)
                && !command.cancels()
                && !issue.open()
                && issue.closedAt() != null
                && given != null
                // GitHub's times are whole seconds: the answer and a quick reply may have the same.
                && (command.missed() || !given.isBefore(issue.closedAt()));
    }

    /** Returns whether the command starts a run, where none is in progress. */
    public boolean wakes(Command command, Issue issue) {
        return allowed(command, issue) && issue.open();
    }
}
