package io.github.syncimage.github.webhook;

import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sha256;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;

/**
 * What came in by the webhook: counted by what became of it, each delivery heeded once, and an issue that is to be looked
 * at already named no second time.
 */
public final class Deliveries {
    /** What became of a delivery. */
    public enum Outcome {
        /** An issue is looked at for it, or who has installed the App. */
        TAKEN,
        /** Signed, and about nothing that matters here. */
        IGNORED,
        /** It had come before. */
        REPEATED,
        /** Without a signature, or with a wrong one. */
        UNSIGNED,
        /** No delivery at all: another method or path, too large, without its headers. */
        REFUSED,
        /** There were too many at once. */
        LIMITED,
        /** A step of the route failed. */
        FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** More than GitHub sends in the days for which it lets people send one again. */
    public static final int REMEMBERED = 10_000;
    /** As many as a burst of requests may have; each is one request to GitHub. */
    private static final int MOST_WAITING = 10_000;

    /** What GitHub tells every App; the other one is of which repositories it may see. */
    private static final String INSTALLATION = "installation";

    private final Function<IssueId, Optional<IssueId>> ours;
    private final Runnable installed;
    private final Set<IssueNews> waiting = new HashSet<>();
    private volatile boolean stopped;
    private final AtomicLongArray counts = new AtomicLongArray(Outcome.values().length);

    /**
     * @param ours says what an issue is called here; nothing, where its repository is not one of those that are served
     * @param installed is told that the App was installed or taken away somewhere, or sees other repositories
     */
    public Deliveries(Function<IssueId, Optional<IssueId>> ours, Runnable installed) {
        this.ours = ours;
        this.installed = installed;
    }

    /** Tells what a delivery says from what others say, whatever its heads are: those are not signed. */
    public String digest(String json) {
        return Sha256.digits(json, 32);
    }

    /**
     * What to look at for a delivery that GitHub has signed.
     *
     * @return null where that is nothing, or will be looked at anyway
     * @throws TooManyException where too much waits already
     */
    public IssueNews news(String event, String json) {
        if (event.equals(INSTALLATION) || event.equals(INSTALLATION + "_repositories")) {
            installed.run();
            counted(Outcome.TAKEN);
            return null;
        }
        IssueNews news = IssueNews.read(event, json)
                .flatMap(read -> ours.apply(read.issue()).map(read::of))
                .orElse(null);
        if (news == null) {
            counted(Outcome.IGNORED);
            return null;
        }
        boolean first = await(news);
        counted(Outcome.TAKEN);
        return first ? news : null;
    }

    private boolean await(IssueNews news) {
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING && !waiting.contains(news)) {
                throw new TooManyException();
            }
            return waiting.add(news);
        }
    }

    /** It is looked at now: what is told from here on is news again. */
    public void looking(IssueNews news) {
        synchronized (waiting) {
            waiting.remove(news);
        }
    }

    /** The program ends: whoever delivers now is sent away, and the next start finds what it was about. */
    public void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    void counted(Outcome outcome) {
        counts.incrementAndGet(outcome.ordinal());
    }

    /** How many had this outcome since the start. */
    public long count(Outcome outcome) {
        return counts.get(outcome.ordinal());
    }

    /** More waits to be looked at than a burst of requests explains. */
    static final class TooManyException extends IllegalStateException {
        TooManyException() {
            super("too many issues wait to be looked at");
        }
    }

    /**
     * What a delivery comes down to: that there is something new about an issue. Nothing else of it is believed, because the
     * order of deliveries says little and the issue is read again.
     *
     * @param closed whether the issue was closed then
     * @param command whether somebody has written one in a comment on it
     */
    public record IssueNews(IssueId issue, boolean closed, boolean command) {
        private static final Json.Kept KEPT = Json.Kept.of("comment")
                .and("issue", Json.Kept.of("number", "state").and("pull_request", Json.Kept.of()))
                .and("repository", Json.Kept.of("full_name"));

        /**
         * Reads a delivery.
         *
         * @param event {@code X-GitHub-Event}
         * @return empty where it is about no issue, or about nothing that could matter
         */
        static Optional<IssueNews> read(String event, String json) {
            return switch (event) {
                case "issues" -> of(tree(json), false);
                case "issue_comment" -> of(tree(json), true);
                default -> Optional.empty();
            };
        }

        private static Optional<IssueNews> of(Map<String, ?> delivery, boolean comment) {
            Map<String, Object> issue = Json.object(delivery, "issue");
            long number = Json.number(issue, "number", 0);
            // Our own comments come back too, at each edit.
            boolean idle = comment
                    && Command.in(IssueComment.read(null, Json.object(delivery, "comment")))
                            .isEmpty();
            boolean closed = Json.text(issue, "state").equals("closed");
            return number <= 0 || issue.get("pull_request") != null || idle
                    ? Optional.empty()
                    : RepositoryName.find(Json.text(Json.object(delivery, "repository"), "full_name"))
                            .map(repository -> new IssueNews(new IssueId(repository, number), closed, comment));
        }

        /** Returns this news with the issue as it is called here. */
        IssueNews of(IssueId here) {
            return new IssueNews(here, closed, command);
        }

        private static Map<String, Object> tree(String json) {
            try {
                return Json.read(json, KEPT);
            } catch (IOException notJson) {
                return Map.of();
            }
        }
    }
}
