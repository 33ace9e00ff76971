package io.github.syncimage.flow;

import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.Deliveries;
import io.github.syncimage.notify.Lines;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** What an operator wants to see of the flow, beside Camel's own meters. */
final class Meters {
    private Meters() {}

    /** @param shared what daemons share; null where this one is alone */
    static void register(MeterRegistry registry, Flow.Parts parts, SharedWork shared) {
        // Of several that share the work one reads the issues, and the others are not deaf.
        BooleanSupplier reads = shared == null ? () -> true : shared.leadership()::leads;
        if (shared != null) {
            registerTeam(registry, shared, parts.overview());
        }
        parts.repositories().follow(new OfRepositories(registry, parts, reads));
        registerQueue(registry, new QueueLevels(parts.overview(), Clock.systemUTC()));
        for (Deliveries.Outcome outcome : Deliveries.Outcome.values()) {
            FunctionCounter.builder("sync.image.deliveries", parts.deliveries(), all -> all.count(outcome))
                    .description("what came to the webhook's port, by what became of it")
                    .tag("outcome", outcome.label())
                    .register(registry);
        }
        Lines lines = parts.notices().lines();
        lines.meters()
                .forEach((receiver, outcomes) -> outcomes.forEach((outcome, count) -> FunctionCounter.builder(
                                "sync.image.notifications", lines, all -> count.apply(all))
                        .description("events for a receiver, by what became of them")
                        .tags("receiver", receiver, "outcome", outcome)
                        .register(registry)));
        FunctionCounter.builder("sync.image.moved", parts.counters(), OutcomeCounters::sent)
                .description("bytes sent to the target for images that were mirrored")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("sync.image.github.away", parts.limits(), limits -> limits.away()
                        .toSeconds())
                .description("for how long GitHub has given no answer, 0 while it does")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sync.image.github.remaining", parts.limits(), RateLimits::remaining)
                .description("requests left of GitHub's rate limit, -1 before the first answer")
                .register(registry);
        for (String list : parts.watches().names()) {
            Gauge.builder("sync.image.watch.last.success", parts.watches(), watches -> watches.lastSuccess(list))
                    .description("when all entries of a watch list had last gone through, as Unix time; 0 for never")
                    .baseUnit("seconds")
                    .tag("list", list)
                    .register(registry);
            Gauge.builder("sync.image.watch.failed.tags", parts.watches(), watches -> watches.failedTags(list))
                    .description("tags of a watch list that fail")
                    .tag("list", list)
                    .register(registry);
        }
    }

    private static void registerTeam(MeterRegistry registry, SharedWork work, RunsOverview overview) {
        Gauge.builder("sync.image.nodes", work, Meters::living)
                .description("daemons that share the work and live, -1 where the database cannot be asked")
                .register(registry);
        Gauge.builder("sync.image.leads", work, shared -> shared.leadership().leads() ? 1 : 0)
                .description("1 where this daemon reads the issues for all that share the work")
                .register(registry);
        FunctionCounter.builder(
                        "sync.image.takeovers", overview, runs -> runs.turns().takenOver())
                .description(
                        "requests of daemons that gave no sign any more, found by this one for another to go on with")
                .register(registry);
    }

    private static double living(SharedWork work) {
        try {
            return work.membership().living().size();
        } catch (SQLException away) {
            return -1;
        }
    }

    /** They come and go with their repositories. */
    private record OfRepositories(MeterRegistry registry, Flow.Parts parts, BooleanSupplier reads)
            implements Repositories.Changes {
        @Override
        public void came(ServedRepository repository) {
            Meters.register(registry, parts, reads, repository.name());
        }

        @Override
        public void left(ServedRepository repository) {
            String name = repository.name().toString();
            registry.getMeters().stream()
                    .map(Meter::getId)
                    .filter(id -> name.equals(id.getTag("repository")))
                    .forEach(registry::remove);
        }
    }

    private static void registerQueue(MeterRegistry registry, QueueLevels levels) {
        for (QueueLevels.State state : QueueLevels.State.values()) {
            Gauge.builder("sync.image.queue", levels, all -> all.count(state))
                    .description("requests by how they stand, of all daemons that share the work")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    // Nobody else holds it.
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder("sync.image.queue.oldest", levels, QueueLevels::oldestSeconds)
                .description("for how long the oldest request that waits for a worker has done so, 0 where none does")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** With the repository's name where there are several. */
    private static void register(MeterRegistry registry, Flow.Parts parts, BooleanSupplier reads, RepositoryName name) {
        Tags which = name.alone() ? Tags.empty() : Tags.of("repository", name.toString());
        for (OutcomeCounters.Result result : OutcomeCounters.Result.values()) {
            FunctionCounter.builder("sync.image.requests", parts.counters(), counters -> counters.count(name, result))
                    .description("images asked for, by what became of them")
                    .tags(which.and("outcome", result.label()))
                    .register(registry);
        }
        Gauge.builder("sync.image.in.work", parts.runs(), runs -> runs.size(name))
                .description("requests queued or in work")
                .tags(which)
                .register(registry);
        Gauge.builder("sync.image.put.off", parts.runs(), runs -> runs.waiting(name))
                .description("requests put off until a limit ends or a failure is over")
                .tags(which)
                .register(registry);
        Gauge.builder(
                        "sync.image.poll.age",
                        parts.hearing(),
                        hearing -> reads.getAsBoolean() ? hearing.age(name).toSeconds() : 0)
                .description("for how long the open issues have not been read")
                .baseUnit("seconds")
                .tags(which)
                .register(registry);
        Gauge.builder(
                        "sync.image.github.up",
                        parts.hearing(),
                        hearing -> !reads.getAsBoolean() || hearing.up(name) ? 1 : 0)
                .description("1 where the last look at the open issues succeeded")
                .tags(which)
                .register(registry);
    }
}
