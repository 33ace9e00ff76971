package io.github.syncimage.flow.watch;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.ServedRepository;
import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.WatchIssue;
import io.github.syncimage.watch.WatchList;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issue of each list, as {@code routes/tell-watches} keeps it. What is to be told stands in the database, so whatever
 * GitHub does not take now is told at a later look.
 */
public final class WatchIssues {
    private static final Logger LOG = LoggerFactory.getLogger(WatchIssues.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private enum Kind {
        CREATE,
        COMMENT,
        EDIT
    }

    /** What to send about a list. */
    private record Write(Kind kind, WatchList list, String path, String json) {
        /** What is refused about one issue must not keep others from theirs. */
        GitHub.Call call() {
            return new GitHub.Call(kind == Kind.EDIT ? "PATCH" : "POST", path, json, kind != Kind.CREATE);
        }
    }

    /** Keeps what was to be told after so many runs. */
    private record Told(int ended, boolean running, ListReports.Text text) {}

    private final WatchedLists lists;
    private final WatchRounds rounds;
    private final ListReports reports;
    private final GitHub gitHub;
    private final Identity identity;
    private final Repositories repositories;
    private final BooleanSupplier leads;
    private final IntSupplier term;
    private final Runnable stillOurs;
    private final Duration interval;
    private final Function<Throwable, String> refusal;
    private final Clock clock;
    private final ConditionalList<WatchIssue> pages = new ConditionalList<>(
            this::page,
            () -> "labels=" + WatchIssue.LABEL + "&state=all&sort=created&direction=asc&per_page="
                    + ConditionalList.SIZE,
            WatchIssue::read);
    private final Map<String, WatchIssue> known = new HashMap<>();
    private final Map<String, Told> told = new HashMap<>();
    /** What failed when it was told last. */
    private final Map<String, Set<String>> announced = new HashMap<>();

    private final Map<String, Boolean> heeded = new HashMap<>();
    private final Set<Long> shown = new HashSet<>();
    private final Set<Long> refused = new HashSet<>();
    private final Deque<Write> writes = new ArrayDeque<>();
    private ServedRepository repository;
    private int knownTerm;
    private Instant next = Instant.EPOCH;
    private int failures;

    /**
     * @param repositories of which the first has the issues
     * @param term another number each time this daemon begins to tell of them
     * @param stillOurs asked right before something is sent; throws where another tells of them by now
     * @param interval between two looks
     * @param refusal what the log is to tell of a failure; null for what is told elsewhere
     */
    public WatchIssues(
            WatchedLists lists,
            WatchRounds rounds,
            ListReports reports,
            GitHub gitHub,
            Identity identity,
            Repositories repositories,
            BooleanSupplier leads,
            IntSupplier term,
            Runnable stillOurs,
            Duration interval,
            Function<Throwable, String> refusal,
            Clock clock) {
        this.lists = lists;
        this.rounds = rounds;
        this.reports = reports;
        this.gitHub = gitHub;
        this.identity = identity;
        this.repositories = repositories;
        this.leads = leads;
        this.term = term;
        this.stillOurs = stillOurs;
        this.interval = interval;
        this.refusal = refusal;
        this.clock = clock;
    }

    /** Looks at the issues where it is time for that, and sends what has changed since. */
    public synchronized void tell() {
        if (!due()) {
            return;
        }
        try {
            identity.identify();
            choose();
            listed(pages.read());
            for (Write write = writes.poll(); write != null; write = writes.poll()) {
                written(write, gitHub.send(write.call(), stillOurs));
            }
            failures = 0;
        } catch (IOException | RuntimeException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        }
    }

    private Answer page(String query, String etag) throws IOException, InterruptedException {
        return gitHub.list(repository.name(), "issues").ask(query, etag);
    }

    /** Never where there are no lists. */
    private boolean due() {
        Instant now = clock.instant();
        if (!leads.getAsBoolean() || lists.all().isEmpty() || repositories.all().isEmpty() || now.isBefore(next)) {
            return false;
        }
        if (term.getAsInt() != knownTerm) {
            // Another has told of them since.
            knownTerm = term.getAsInt();
            told.clear();
            announced.clear();
            heeded.clear();
        }
        // Until it is known how this look comes out.
        next = now.plus(interval);
        return true;
    }

    /** The first repository has the issues. */
    private void choose() {
        ServedRepository first = repositories.all().get(0);
        if (!first.equals(repository)) {
            known.clear();
            announced.clear();
            refused.clear();
            repository = first;
        }
    }

    /** All issues with the label, in any state: finds those of the lists, heeds ticked boxes, and plans what to send. */
    private void listed(List<WatchIssue> issues) {
        writes.clear();
        shown.clear();
        issues.forEach(issue -> shown.add(issue.number()));
        for (WatchList list : lists.all()) {
            // GitHub's lists may lag behind what it has answered to us.
            find(list.name(), issues)
                    .ifPresent(found -> known.merge(
                            list.name(), found, (before, listed) -> before.newerThan(listed) ? before : listed));
            plan(list, known.get(list.name()));
        }
    }

    // Where there are several, the first: it is the one that people know.
    private Optional<WatchIssue> find(String list, List<WatchIssue> issues) {
        return issues.stream()
                .filter(issue -> issue.tells(list) && identity.ours(issue.author()))
                .min(Comparator.comparingLong(WatchIssue::number));
    }

    private void plan(WatchList list, WatchIssue issue) {
        if (issue == null) {
            if (rounds.ended(list.name()) > 0) {
                writes.add(new Write(
                        Kind.CREATE,
                        list,
                        repository.name().path() + "/issues",
                        WatchIssue.creation(list.name(), text(list).body())));
            }
            return;
        }
        if (!issue.open() || refused.contains(issue.number())) {
            return;
        }
        if (issue.ticked() && heeded.putIfAbsent(list.name(), true) == null) {
            LOG.info("{}: somebody wants it gone through now", list.name());
            rounds.runNow(list.name());
        } else if (!issue.ticked() && !rounds.wantedNow(list.name())) {
            heeded.remove(list.name());
        }
        ListReports.Text text = text(list);
        String address = repository.name().path() + "/issues/" + issue.number();
        Set<String> before = announced.computeIfAbsent(list.name(), name -> issue.failing());
        // The comment comes first: after the edit, and a restart, nothing would tell that it is missing.
        if (!text.failing().keySet().equals(before)) {
            String news = IssueComment.edit(reports.news(text, before));
            writes.add(new Write(Kind.COMMENT, list, address + "/comments", news));
        }
        if (!issue.says(text.body())) {
            writes.add(new Write(Kind.EDIT, list, address, IssueComment.edit(text.body())));
        }
    }

    /** The box stays ticked until the run has come to its end, so that a crash loses no wish. */
    private ListReports.Text text(WatchList list) {
        boolean running = heeded.containsKey(list.name()) && rounds.wantedNow(list.name());
        int ended = rounds.ended(list.name());
        Told before = told.get(list.name());
        if (before == null || before.ended != ended || before.running != running) {
            told.put(list.name(), new Told(ended, running, reports.text(list, running)));
        }
        return told.get(list.name()).text;
    }

    private void written(Write write, Answer answer) {
        String list = write.list.name();
        if (write.kind == Kind.COMMENT) {
            // Also where it is refused: it is not worth a second try.
            announced.put(list, Set.copyOf(told.get(list).text.failing().keySet()));
        } else if (answer.status() >= 400) {
            cannotBeEdited(list, answer.status());
        } else {
            taken(write, WatchIssue.parse(answer.body()));
        }
    }

    private void taken(Write write, WatchIssue issue) {
        String list = write.list.name();
        known.put(list, issue);
        if (write.kind == Kind.CREATE) {
            identity.wroteAs(issue.author());
            LOG.info("{}: told in issue {}", list, issue.number());
        }
        if (!issue.ticked()) {
            heeded.remove(list);
        }
    }

    private void cannotBeEdited(String list, int status) {
        WatchIssue issue = known.get(list);
        if (status == 403 || shown.contains(issue.number())) {
            refused.add(issue.number());
            LOG.warn(
                    "{}: GitHub answered {}, issue {} is left alone until the next start",
                    list,
                    status,
                    issue.number());
        } else {
            // Deleted, or moved to another repository.
            known.remove(list);
        }
    }

    /** Nothing came of this look; what was to be told is told at a later one. */
    private void failed(Throwable thrown) {
        writes.clear();
        next = clock.instant().plus(new BackOff(interval, LONGEST_PAUSE).pause(failures++));
        String line = refusal.apply(thrown);
        if (line != null && failures == 1) {
            LOG.warn("watch lists are not told of: {}", line);
        }
    }
}
