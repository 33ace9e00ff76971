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

    /** Keeps what was to be told after so many runs. */
    private record Told(int ended, boolean running, Map<String, Failure> failing, String body) {}

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
    private final Map<String, WatchIssue> known = new HashMap<>();
    private final Map<String, Told> told = new HashMap<>();
    /** What failed when it was told last. */
    private final Map<String, Set<String>> announced = new HashMap<>();

    private final Set<String> heeded = new HashSet<>();
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
            lists.all().forEach(list -> heed(list.name(), known.get(list.name())));
            for (WatchList list : lists.all()) {
                tell(list, known.get(list.name()));
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

    /** Finds the issues of the lists among all with the label, in any state. */
    private void find(List<WatchIssue> issues) {
        shown.clear();
        issues.forEach(issue -> shown.add(issue.number()));
        for (WatchList list : lists.all()) {
            // GitHub's lists may lag behind what it has answered to us. Of several issues the first counts: people know
            // it.
            issues.stream()
                    .filter(issue -> issue.tells(list.name()) && identity.ours(issue.author()))
                    .min(Comparator.comparingLong(WatchIssue::number))
                    .ifPresent(found -> known.merge(
                            list.name(), found, (before, listed) -> before.newerThan(listed) ? before : listed));
        }
    }

    private boolean leftAlone(WatchIssue issue) {
        return !issue.open() || refused.contains(issue.number());
    }

    private void heed(String list, WatchIssue issue) {
        if (issue == null || leftAlone(issue)) {
            return;
        }
        if (issue.ticked() && heeded.add(list)) {
            LOG.info("{}: somebody wants it gone through now", list);
            rounds.runNow(list);
        } else if (!issue.ticked() && !rounds.wantedNow(list)) {
            heeded.remove(list);
        }
    }

    /** What is refused about one issue does not keep others from theirs. */
    private void tell(WatchList list, WatchIssue issue) throws IOException, InterruptedException {
        String issues = repository.name().path() + "/issues";
        if (issue == null) {
            if (rounds.ended(list.name()) > 0) {
                String json = WatchIssue.creation(list.name(), told(list).body);
                WatchIssue created = taken(list.name(), gitHub.send(new Call("POST", issues, json, false), stillOurs));
                identity.wroteAs(created.author());
                LOG.info("{}: told in issue {}", list.name(), created.number());
            }
            return;
        }
        if (leftAlone(issue)) {
            return;
        }
        Told now = told(list);
        String address = issues + "/" + issue.number();
        Set<String> before = announced.computeIfAbsent(list.name(), name -> issue.failing());
        // The comment comes first: after the edit, and a restart, nothing would tell that it is missing.
        if (!now.failing.keySet().equals(before)) {
            String news = IssueComment.edit(news(now.failing, before));
            gitHub.send(new Call("POST", address + "/comments", news, true), stillOurs);
            // Also where it is refused: it is not worth a second try.
            announced.put(list.name(), Set.copyOf(now.failing.keySet()));
        }
        if (!issue.says(now.body)) {
            Answer answer = gitHub.send(new Call("PATCH", address, IssueComment.edit(now.body), true), stillOurs);
            if (answer.status() >= 400) {
                cannotBeEdited(list.name(), answer.status());
            } else {
                taken(list.name(), answer);
            }
        }
    }

    /** The box stays ticked until the run has come to its end, so that a crash loses no wish. */
    private Told told(WatchList list) {
        boolean running = heeded.contains(list.name()) && rounds.wantedNow(list.name());
        int ended = rounds.ended(list.name());
        Told before = told.get(list.name());
        if (before == null || before.ended != ended || before.running != running) {
            ListStatus.Told now = rounds.told(list);
            String box = running ? WatchIssue.TICKED_BOX : WatchIssue.BOX;
            told.put(
                    list.name(),
                    new Told(ended, running, now.failing(), writer.issue(now.report(), now.marker(), box)));
        }
        return told.get(list.name());
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

    private WatchIssue taken(String list, Answer answer) {
        WatchIssue issue = WatchIssue.parse(answer.body());
        known.put(list, issue);
        if (!issue.ticked()) {
            heeded.remove(list);
        }
        return issue;
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
        next = clock.instant().plus(new BackOff(interval, LONGEST_PAUSE).pause(failures++));
        String line = refusal.apply(thrown);
        if (line != null && failures == 1) {
            LOG.warn("watch lists are not told of: {}", line);
        }
    }
}
