package io.github.syncimage.flow.watch;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.github.GitHub;
import io.github.syncimage.github.GitHub.Call;
import io.github.syncimage.github.Identity;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.ConditionalList;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.WatchIssue;
import io.github.syncimage.report.WatchWriter;
import io.github.syncimage.report.WatchWriter.Failure;
import io.github.syncimage.watch.WatchList;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

    /** What is known of a list's issue, and what is told there. */
    private static final class Told {
        private WatchIssue issue;
        /** Somebody has ticked the box, which was seen. */
        private boolean heeded;
        /** What failed when a comment told of it last; null before that. */
        private Set<String> announced;
        /** So many runs had ended when the rest was written; -1 before that. */
        private int ended = -1;

        private boolean running;
        private Map<String, Failure> failing;
        private String body;
    }

    private final WatchedLists lists;
    private final WatchRounds rounds;
    private final WatchWriter writer;
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
            size -> "labels=" + WatchIssue.LABEL + "&state=all&sort=created&direction=asc&per_page=" + size,
            this::read);
    private final Map<String, Told> told = new HashMap<>();
    private final Set<Long> shown = new HashSet<>();
    private final Set<Long> refused = new HashSet<>();
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
            WatchWriter writer,
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
        this.writer = writer;
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
            find(pages.read());
            lists.all().forEach(list -> heed(list.name(), told(list)));
            for (WatchList list : lists.all()) {
                tell(list, told(list));
            }
            failures = 0;
        } catch (IOException | RuntimeException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        }
    }

    private Answer page(String query, String etag, Consumer<Map<String, Object>> element)
            throws IOException, InterruptedException {
        return gitHub.list(repository.name(), "issues").ask(query, etag, element);
    }

    /** Of what others wrote nothing is held but that it is there. */
    private WatchIssue read(Map<String, ?> json) {
        WatchIssue issue = WatchIssue.read(json);
        return identity.ours(issue.author()) ? issue : issue.withoutBody();
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
            for (Told one : told.values()) {
                one.heeded = false;
                one.announced = null;
                one.ended = -1;
            }
        }
        // Until it is known how this look comes out.
        next = now.plus(interval);
        return true;
    }

    /** The first repository has the issues. */
    private void choose() {
        ServedRepository first = repositories.all().get(0);
        if (!first.equals(repository)) {
            for (Told one : told.values()) {
                one.issue = null;
                one.announced = null;
            }
            refused.clear();
            repository = first;
        }
    }

    /** Finds the issues of the lists among all with the label, in any state. */
    private void find(List<WatchIssue> issues) {
        shown.clear();
        issues.forEach(issue -> shown.add(issue.number()));
        for (WatchList list : lists.all()) {
            // GitHub's lists may lag behind what it has answered to us. Of several issues the first counts: people know
            // it.
            Told one = told(list);
            issues.stream()
                    .filter(issue -> issue.tells(list.name()) && identity.ours(issue.author()))
                    .min(Comparator.comparingLong(WatchIssue::number))
                    .filter(found -> one.issue == null || !one.issue.newerThan(found))
                    .ifPresent(found -> one.issue = found);
        }
    }

    private Told told(WatchList list) {
        return told.computeIfAbsent(list.name(), name -> new Told());
    }

    private boolean leftAlone(WatchIssue issue) {
        return !issue.open() || refused.contains(issue.number());
    }

    private void heed(String list, Told one) {
        if (one.issue == null || leftAlone(one.issue)) {
            return;
        }
        if (one.issue.ticked() && !one.heeded) {
            one.heeded = true;
            LOG.info("{}: somebody wants it gone through now", list);
            rounds.runNow(list);
        } else if (!one.issue.ticked() && !rounds.wantedNow(list)) {
            one.heeded = false;
        }
    }

    /** What is refused about one issue does not keep others from theirs. */
    private void tell(WatchList list, Told one) throws IOException, InterruptedException {
        String issues = repository.name().path() + "/issues";
        if (one.issue == null) {
            if (rounds.ended(list.name()) > 0) {
                write(list, one);
                String json = WatchIssue.creation(list.name(), one.body);
                taken(one, gitHub.send(new Call("POST", issues, json, false), stillOurs));
                identity.wroteAs(one.issue.author());
                LOG.info("{}: told in issue {}", list.name(), one.issue.number());
            }
            return;
        }
        if (leftAlone(one.issue)) {
            return;
        }
        write(list, one);
        String address = issues + "/" + one.issue.number();
        if (one.announced == null) {
            one.announced = one.issue.failing();
        }
        // The comment comes first: after the edit, and a restart, nothing would tell that it is missing.
        if (!one.failing.keySet().equals(one.announced)) {
            String news = IssueComment.edit(news(one.failing, one.announced));
            gitHub.send(new Call("POST", address + "/comments", news, true), stillOurs);
            // Also where it is refused: it is not worth a second try.
            one.announced = Set.copyOf(one.failing.keySet());
        }
        if (!one.issue.says(one.body)) {
            Answer answer = gitHub.send(new Call("PATCH", address, IssueComment.edit(one.body), true), stillOurs);
            if (answer.status() >= 400) {
                cannotBeEdited(list.name(), one, answer.status());
            } else {
                taken(one, answer);
            }
        }
    }

    /** The box stays ticked until the run has come to its end, so that a crash loses no wish. */
    private void write(WatchList list, Told one) {
        boolean running = one.heeded && rounds.wantedNow(list.name());
        int ended = rounds.ended(list.name());
        if (one.ended != ended || one.running != running) {
            ListStatus.ForIssue now = rounds.forIssue(list);
            one.ended = ended;
            one.running = running;
            one.failing = now.failing();
            one.body = writer.issue(now.report(), now.marker(), running ? WatchIssue.TICKED_BOX : WatchIssue.BOX);
        }
    }

    /** @param before what failed when the issue was written last */
    private String news(Map<String, Failure> failing, Set<String> before) {
        List<Failure> fresh = failing.entrySet().stream()
                .filter(one -> !before.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        int recovered =
                (int) before.stream().filter(name -> !failing.containsKey(name)).count();
        return writer.news(fresh, recovered, failing.size() - fresh.size());
    }

    private static void taken(Told one, Answer answer) throws IOException {
        one.issue = WatchIssue.read(answer.json());
        one.heeded &= one.issue.ticked();
    }

    private void cannotBeEdited(String list, Told one, int status) {
        long number = one.issue.number();
        if (status == 403 || shown.contains(number)) {
            refused.add(number);
            LOG.warn("{}: GitHub answered {}, issue {} is left alone until the next start", list, status, number);
        } else {
            // Deleted, or moved to another repository.
            one.issue = null;
        }
    }

    /** Nothing came of this look; what was to be told is told at a later one. */
    private void failed(Throwable thrown) {
        next = clock.instant().plus(new BackOff(interval, LONGEST_PAUSE).pause(failures++));
        String line = refusal.apply(thrown);
        if (line != null && failures == 1) {
            LOG.warn("watch lists are not told of: {}", line);
        }
    }
}
