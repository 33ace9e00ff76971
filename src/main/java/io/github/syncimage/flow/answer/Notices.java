package io.github.syncimage.flow.answer;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.Conditions.Condition;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.notify.Event;
import io.github.syncimage.notify.Lines;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what has happened to whoever the configuration names beside the issue. */
public final class Notices {
    private static final int LONGEST = 300;
    private static final Duration HICCUP = Duration.ofSeconds(30);
    /** Between two times that it is said to be unwell. */
    private static final Duration PAIR = Duration.ofMinutes(10);

    private final Lines lines;
    private final Conditions conditions;
    private final String pages;
    private final boolean requesters;
    private final String node;
    private final Clock clock;
    /** Runs that have been said to wait. */
    private final LruCache<String, Boolean> waiting = new LruCache<>(10_000, Duration.ofDays(7));

    private Instant down;
    private Instant unwell = Instant.MIN;
    private boolean saidUnwell;

    /**
     * @param pages address below which people look at repositories
     * @param requesters whether it may be told who asked, and where
     * @param node this daemon's name, null where it is alone
     */
    public Notices(Lines lines, Conditions conditions, String pages, boolean requesters, String node, Clock clock) {
        this.lines = lines;
        this.conditions = conditions;
        this.pages = pages;
        this.requesters = requesters;
        this.node = node;
        this.clock = clock;
    }

    public Lines lines() {
        return lines;
    }

    /** What came of a request, once its issue says so. */
    public void outcomes(RequestRun run, List<Outcome> outcomes) {
        if (!lines.isEmpty()) {
            outcomes.forEach(outcome -> outcome(run, outcome));
        }
    }

    private void outcome(RequestRun run, Outcome outcome) {
        if (outcome instanceof Outcome.Mirrored mirrored && !mirrored.result().alreadyPresent()) {
            tell(Event.Type.MIRRORED, run, copied(mirrored.result(), null));
        } else if (outcome instanceof Outcome.Failed failed) {
            tell(
                    Event.Type.FAILED,
                    run,
                    Json.of(
                            "source",
                            failed.source() == null ? null : failed.source().toString(),
                            "target",
                            failed.target() == null ? null : failed.target().toString(),
                            "image",
                            OneLine.of(failed.image(), LONGEST),
                            "message",
                            OneLine.of(failed.action() + ": " + failed.answer(), LONGEST)));
        } else if (outcome instanceof Outcome.Refused refused) {
            tell(
                    Event.Type.REFUSED,
                    run,
                    Json.of(
                            "image", OneLine.of(refused.image(), LONGEST),
                            "reason", refused.reason(),
                            "message", OneLine.of(refused.message(), LONGEST)));
        } else if (outcome instanceof Outcome.Waiting held && isNews(run, held)) {
            String until = held.until() == null ? "" : " until " + held.until();
            tell(
                    Event.Type.WAITING,
                    run,
                    Json.of(
                            "source", held.source().toString(),
                            "image", OneLine.of(held.image(), LONGEST),
                            "message", OneLine.of(held.host() + until, LONGEST)));
        }
    }

    private boolean isNews(RequestRun run, Outcome.Waiting held) {
        String key = run.issue() + " " + run.comment() + " " + held.image();
        boolean news = waiting.find(key).isEmpty();
        waiting.put(key, true);
        return news;
    }

    /** A tag of a watch list, which upstream has moved. */
    public void moved(CopyResult result, Digest before) {
        if (!lines.isEmpty()) {
            lines.tell(Event.Type.MOVED, null, copied(result, before));
        }
    }

    private static Map<String, Object> copied(CopyResult result, Digest before) {
        List<String> platforms =
                result.mirrored().stream().map(Platform::toString).toList();
        return Json.of(
                "source", result.source().toString(),
                "target", result.target().toString(),
                "source_digest", result.sourceDigest().toString(),
                "source_digest_before", before == null ? null : before.toString(),
                "target_digest", result.targetDigest().toString(),
                "platforms", platforms.isEmpty() ? null : platforms);
    }

    private void tell(Event.Type type, RequestRun run, Map<String, Object> what) {
        IssueId issue = run.issue();
        String repository = issue.repository().toString();
        Map<String, Object> data = requesters
                ? Json.of(
                        "repository",
                        repository,
                        "issue",
                        issue.number(),
                        "user",
                        run.user(),
                        "url",
                        pages + "/" + repository + "/issues/" + issue.number())
                : Json.of();
        data.putAll(what);
        lines.tell(type, repository, data);
    }

    /** Looks how this daemon does: once that it has been unwell for a while, and once that it is well again. */
    public synchronized void look() {
        Instant now = clock.instant();
        String reason = conditions.now().values().stream()
                .filter(Condition::down)
                .map(Condition::line)
                .collect(Collectors.joining("; "));
        if (reason.isEmpty()) {
            if (saidUnwell) {
                saidUnwell = false;
                lines.tell(Event.Type.WELL, null, Json.of("node", node));
            }
            down = null;
            return;
        }
        down = down == null ? now : down;
        if (!saidUnwell
                && !now.isBefore(down.plus(HICCUP))
                && (unwell == Instant.MIN || !now.isBefore(unwell.plus(PAIR)))) {
            saidUnwell = true;
            unwell = now;
            lines.tell(Event.Type.UNWELL, null, Json.of("node", node, "reason", OneLine.of(reason, LONGEST)));
        }
    }
}
