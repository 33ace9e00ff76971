package io.github.syncimage.flow.answer;

import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.store.AnswerRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what became of the requests since the start, and says it in the log, a line each. */
public final class OutcomeCounters {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeCounters.class);

    /** What a request can come to. */
    public enum Result {
        MIRRORED,
        ALREADY_PRESENT,
        REFUSED,
        FAILED,
        WAITING,
        CANCELLED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<RepositoryName, Map<Result, LongAdder>> counts = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private String trouble;
    private boolean told;
    private final Hearing hearing;
    private final Consumer<AnswerRow> kept;

    /**
     * @param hearing which says for itself in the log why the issues cannot be read
     * @param kept is given each outcome, to be remembered
     */
    public OutcomeCounters(Hearing hearing, Consumer<AnswerRow> kept) {
        this.hearing = hearing;
        this.kept = kept;
    }

    /** The outcomes of a request, one for each image. */
    public void count(RequestRun run, List<Outcome> all) {
        // What only waits for its turn has come to nothing yet.
        List<Outcome> outcomes = all.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Queued))
                .toList();
        add(run, outcomes);
        outcomes.forEach(outcome ->
                kept.accept(AnswerRows.of(run, outcome, result(outcome).label())));
    }

    private synchronized void add(RequestRun run, List<Outcome> outcomes) {
        told = false;
        for (Outcome outcome : outcomes) {
            Result result = result(outcome);
            counts.computeIfAbsent(run.issue().repository(), first -> new ConcurrentHashMap<>())
                    .computeIfAbsent(result, first -> new LongAdder())
                    .increment();
            if (outcome instanceof Outcome.Mirrored mirrored) {
                sent.add(mirrored.result().moved());
            }
            LOG.info("issue {}: {} {}", run.issue(), result.label(), image(outcome));
        }
    }

    /** Whether something broke. */
    public boolean isFailure(Outcome outcome) {
        return result(outcome) == Result.FAILED;
    }

    public boolean isRefusal(Outcome outcome) {
        return result(outcome) == Result.REFUSED;
    }

    private static Result result(Outcome outcome) {
        if (outcome instanceof Outcome.Mirrored mirrored) {
            return mirrored.result().alreadyPresent() ? Result.ALREADY_PRESENT : Result.MIRRORED;
        }
        if (outcome instanceof Outcome.Refused) {
            return Result.REFUSED;
        }
        if (outcome instanceof Outcome.Cancelled) {
            return Result.CANCELLED;
        }
        return outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Queued ? Result.WAITING : Result.FAILED;
    }

    private static String image(Outcome outcome) {
        if (outcome instanceof Outcome.Mirrored mirrored) {
            return mirrored.image() + " -> " + mirrored.result().target();
        }
        if (outcome instanceof Outcome.Refused refused) {
            return refused.image() + " (" + refused.reason() + ")";
        }
        if (outcome instanceof Outcome.Waiting waiting) {
            return waiting.image() + " until " + waiting.until();
        }
        return outcome instanceof Outcome.Failed failed ? failed.image() + ": " + failed.answer() : outcome.image();
    }

    public long count(Result result) {
        return counts.keySet().stream()
                .mapToLong(repository -> count(repository, result))
                .sum();
    }

    /** The same of one repository. */
    public long count(RepositoryName repository, Result result) {
        LongAdder count = counts.getOrDefault(repository, Map.of()).get(result);
        return count == null ? 0 : count.sum();
    }

    /** Bytes sent to the target for what was mirrored; what it had or mounted is not among them. */
    public long sent() {
        return sent.sum();
    }

    /**
     * GitHub kept a run from its end, or a poll from its list. What each poll runs into is said once, until a request
     * came to its end.
     *
     * @param line what came back, null where that needs no words
     */
    public synchronized void trouble(String line) {
        if (line == null) {
            return;
        }
        if (!hearing.tells(line) && (!told || !line.equals(trouble))) {
            LOG.warn("{}", line);
        }
        trouble = line;
        told = true;
    }

    /** Whether every request since the start got what it asked for. */
    public synchronized boolean allWell() {
        return noneFailed() && count(Result.REFUSED) + count(Result.WAITING) == 0;
    }

    /** Whether nothing broke: what was refused had its reason, what waits goes on by itself. */
    public synchronized boolean noneFailed() {
        return trouble == null && count(Result.FAILED) == 0;
    }

    /** The last line of {@link #trouble}; empty where there was none. */
    public synchronized Optional<String> lastTrouble() {
        return Optional.ofNullable(trouble);
    }
}
