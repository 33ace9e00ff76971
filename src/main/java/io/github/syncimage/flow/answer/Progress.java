package io.github.syncimage.flow.answer;

import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.ImageRun;
import io.github.syncimage.run.RequestRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** How far the requests in work are, and when their comments should say so. */
public final class Progress {
    /** A copy shorter than this is not worth an edit, and nobody reads faster. */
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(5);
    /** The next edit comes after this part of the time taken so far: long copies need fewer. */
    private static final int PART = 10;

    private final RateLimits limits;
    private final Clock clock;
    /** Another run of the issue may have begun before the last of an earlier one has ended. */
    private final Map<RequestRun.Key, Display> displays = new LinkedHashMap<>();

    public Progress(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** A request, as its comment is to show it. */
    public record Shown(RequestRun run, List<Outcome> outcomes) {
        /** The run, as an older report-progress names it. */
        public RequestRun work() {
            return run;
        }
    }

    private final class Display {
        final RequestRun run;
        final Map<ImageReference, Counter> images = new LinkedHashMap<>();
        final Instant started = clock.instant();
        Instant shown = started;
        List<Outcome> said = List.of();
        boolean editing;
        boolean ended;

        Display(RequestRun run, List<ImageRun> images) {
            this.run = run;
            images.forEach(image -> this.images.put(image.source(), new Counter(image)));
            this.said = this.images.values().stream().map(Counter::outcome).toList();
        }

        boolean due(Instant now) {
            Duration pause = Duration.between(started, now).dividedBy(PART);
            Duration wait = pause.compareTo(OFTEN_ENOUGH) < 0 ? OFTEN_ENOUGH : pause;
            return !ended && run.comment() != null && !now.isBefore(shown.plus(wait));
        }
    }

    private static final class Counter {
        /** In the order in which they began. */
        final Map<Platform, PlatformCounter> platforms = new LinkedHashMap<>();

        Outcome outcome;
        ImageRun image;

        Counter(ImageRun image) {
            this.image = image;
            this.outcome = new Outcome.Queued(image.source().toString(), 0);
        }

        Outcome outcome() {
            long expected = sum(counter -> counter.expected);
            return outcome instanceof Outcome.Queued && expected > 0
                    ? new Outcome.Copying(
                            image.source(), image.request().target(), sum(counter -> counter.arrived), expected)
                    : outcome;
        }

        private long sum(Function<PlatformCounter, LongAdder> which) {
            return platforms.values().stream()
                    .mapToLong(counter -> which.apply(counter).sum())
                    .sum();
        }
    }

    private static final class PlatformCounter implements CopyProgress {
        final LongAdder expected = new LongAdder();
        final LongAdder arrived = new LongAdder();
        volatile boolean known;

        @Override
        public void expected(long bytes) {
            expected.add(bytes);
            known = true;
        }

        @Override
        public void arrived(long bytes) {
            arrived.add(bytes);
        }
    }

    /**
     * One platform on its way.
     *
     * @param total null while its manifest was not read
     */
    public record Moving(Platform platform, long moved, Long total) {}

    /**
     * One image in work.
     *
     * @param target where it goes, as far as that is known
     * @param done whether it came to its end, while others of the request have not
     * @param platforms those whose copying has begun
     */
    public record ImageProgress(ImageReference source, ImageReference target, boolean done, List<Moving> platforms) {}

    /** Work on a request begins. Returns its images. */
    public synchronized List<ImageRun> begin(RequestRun run, List<ImageRun> images) {
        displays.put(run.key(), new Display(run, images));
        return images;
    }

    /** Where the copy of a platform tells its bytes. */
    public synchronized CopyProgress of(ImageRun.Part part) {
        Display display = displays.get(part.image().run());
        if (display == null) {
            return CopyProgress.NONE;
        }
        Counter counter = display.images.get(part.image().source());
        counter.image = part.image();
        return counter.platforms.computeIfAbsent(part.platform(), first -> new PlatformCounter());
    }

    /** How far each image of the issue's run is, in the order they were asked for; none where it has not begun. */
    public synchronized List<ImageProgress> of(IssueId issue) {
        return displays.values().stream()
                .filter(display -> display.run.issue().equals(issue))
                .flatMap(display -> display.images.values().stream())
                .map(Progress::image)
                .toList();
    }

    /** The same of all that are in work. */
    public synchronized Map<IssueId, List<ImageProgress>> all() {
        Map<IssueId, List<ImageProgress>> all = new LinkedHashMap<>();
        displays.values().forEach(display -> all.computeIfAbsent(display.run.issue(), this::of));
        return all;
    }

    private static ImageProgress image(Counter counter) {
        ImageReference chosen = counter.image.target();
        return new ImageProgress(
                counter.image.source(),
                chosen == null ? counter.image.request().target() : chosen,
                !(counter.outcome instanceof Outcome.Queued),
                counter.platforms.entrySet().stream()
                        .map(entry -> moving(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static Moving moving(Platform platform, PlatformCounter counter) {
        // The bytes first: what arrives meanwhile belongs to a total that is there.
        long moved = counter.arrived.sum();
        return new Moving(platform, moved, counter.known ? counter.expected.sum() : null);
    }

    /** One image of several came to its end. */
    public synchronized Outcome done(ImageRun image, Outcome outcome) {
        Display display = displays.get(image.run());
        if (display != null) {
            display.images.get(image.source()).outcome = outcome;
        }
        return outcome;
    }

    /** The requests whose comments are to be edited now; each until {@link #edited}, or until this is asked again. */
    public synchronized List<Shown> due() {
        displays.values().forEach(this::release);
        Instant now = clock.instant();
        List<Shown> due = new ArrayList<>();
        for (Display display : displays.values()) {
            if (display.due(now) && limits.of(display.run.issue().repository()).hasRequestsToSpare()) {
                display.shown = now;
                List<Outcome> outcomes =
                        display.images.values().stream().map(Counter::outcome).toList();
                if (!outcomes.equals(display.said)) {
                    display.said = outcomes;
                    display.editing = true;
                    due.add(new Shown(display.run, outcomes));
                }
            }
        }
        return due;
    }

    /** The edit that {@link #due} asked for is made. */
    public synchronized void edited(RequestRun run) {
        Display display = displays.get(run.key());
        if (display != null) {
            release(display);
        }
    }

    private void release(Display display) {
        display.editing = false;
        notifyAll();
    }

    /** The request has its result: no edit is on its way when this returns, and none comes after it. */
    public synchronized void end(RequestRun run) throws InterruptedException {
        Display display = displays.get(run.key());
        if (display == null) {
            return;
        }
        display.ended = true;
        while (display.editing) {
            wait();
        }
        displays.remove(run.key(), display);
    }
}
