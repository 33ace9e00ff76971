package io.github.syncimage.flow;

import io.github.syncimage.flow.answer.Forecast;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.store.AnswerLog;
import io.github.syncimage.store.AnswerRow;
import io.github.syncimage.store.ProgressRow;
import io.github.syncimage.text.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Tells what is asked for now, and how far it is, for {@code api/v1/now}. Asked by one thread at a time. */
public final class CurrentRequests implements Supplier<Map<String, Object>> {
    private static final int MOST_ANSWERS = 50;
    /** The line is cut there: it is sent to all who look each time that something moves, and nobody looks further at first. */
    private static final int MOST_WAITING = 100;

    /** Before that it may be a hiccup. */
    private static final Duration AWAY = Duration.ofSeconds(10);

    private final RunsOverview runs;
    private final Progress progress;
    private final AnswerLog answers;
    private final Forecast forecast;
    private final RateLimits limits;
    private final Supplier<List<ProgressRow>> others;
    private final boolean requesters;
    private final String gitHub;
    private final Clock clock;
    private final Speed speeds = new Speed();

    /**
     * @param others what other daemons tell of the images that they have in work
     * @param requesters whether it is told who asked, and in which issue
     * @param gitHub host that requests are held for which came to no end
     */
    public CurrentRequests(
            RunsOverview runs,
            Progress progress,
            Supplier<List<ProgressRow>> others,
            AnswerLog answers,
            Forecast forecast,
            RateLimits limits,
            boolean requesters,
            String gitHub,
            Clock clock) {
        this.runs = runs;
        this.progress = progress;
        this.others = others;
        this.answers = answers;
        this.forecast = forecast;
        this.limits = limits;
        this.requesters = requesters;
        this.gitHub = gitHub;
        this.clock = clock;
    }

    private record What(IssueId issue, ImageReference source) {}

    @Override
    public Map<String, Object> get() {
        List<AnswerRow> latest = answers.latest(MOST_ANSWERS);
        Duration away = limits.away();
        String since = away.compareTo(AWAY) < 0 ? null : time(clock.instant().minus(away));
        List<Map<String, Object>> queue = queue(latest);
        return Json.of(
                "github_away_since", since,
                "running", running(),
                "queue", queue.stream().limit(MOST_WAITING).toList(),
                "queue_total", queue.size(),
                "held", held(),
                "answers", latest.stream().map(this::answer).toList());
    }

    /** Tells the whole line, for {@code api/v1/queue}. */
    public Map<String, Object> line() {
        return Map.of("queue", queue(answers.latest(MOST_ANSWERS)));
    }

    private List<Map<String, Object>> running() {
        List<Map<String, Object>> running = new ArrayList<>();
        Set<What> moving = new HashSet<>();
        List<RunsOverview.Running> served = runs.running();
        List<ProgressRow> told = served.isEmpty() ? List.of() : others.get();
        for (RunsOverview.Running run : served) {
            Map<String, Object> json = request(run.issue(), run.user());
            json.put("started", time(run.started()));
            json.put("images", images(run, known(run.issue(), told), moving));
            if (!run.images().isEmpty()) {
                running.add(json);
            }
        }
        speeds.keep(moving);
        return running;
    }

    /** Knows it from here, where it is in work here, or else from the daemon that has it. */
    private List<Progress.ImageProgress> known(IssueId issue, List<ProgressRow> told) {
        List<Progress.ImageProgress> own = progress.of(issue);
        return own.isEmpty()
                ? told.stream()
                        .filter(row -> row.issue() == issue.number()
                                && row.repository()
                                        .equalsIgnoreCase(issue.repository().toString()))
                        .map(SharedProgress::image)
                        .toList()
                : own;
    }

    private List<Map<String, Object>> images(
            RunsOverview.Running run, List<Progress.ImageProgress> known, Set<What> moving) {
        List<Map<String, Object>> images = new ArrayList<>();
        for (PlannedRequest planned : run.images()) {
            Progress.ImageProgress image = known.stream()
                    .filter(of -> of.source().equals(planned.source()))
                    .findFirst()
                    .orElse(new Progress.ImageProgress(planned.source(), planned.target(), false, List.of()));
            What what = new What(run.issue(), planned.source());
            moving.add(what);
            images.add(image(image, what));
        }
        return images;
    }

    private Map<String, Object> image(Progress.ImageProgress image, What what) {
        long moved =
                image.platforms().stream().mapToLong(Progress.Moving::moved).sum();
        long left = image.platforms().stream()
                .filter(one -> one.total() != null)
                .mapToLong(one -> Math.max(0, one.total() - one.moved()))
                .sum();
        String state = state(image, left);
        OptionalLong measured = speeds.perSecond(what, moved, clock.instant());
        Long speed = state.equals("copying") && measured.isPresent() ? measured.getAsLong() : null;
        Long seconds = speed == null || speed == 0 ? null : Long.valueOf((left + speed - 1) / speed);
        return Json.of(
                "source",
                image.source().toString(),
                "target",
                Objects.toString(image.target(), null),
                "state",
                state,
                "bytes_per_second",
                speed,
                "seconds_left",
                seconds,
                "platforms",
                platforms(image));
    }

    private static String state(Progress.ImageProgress image, long left) {
        if (image.done()) {
            return "done";
        }
        if (image.platforms().stream().allMatch(one -> one.total() == null)) {
            return "preparing";
        }
        boolean known = image.platforms().stream().allMatch(one -> one.total() != null);
        return known && left == 0 ? "publishing" : "copying";
    }

    /** Tells of platforms as the page is told, and daemons each other. */
    static List<Map<String, Object>> platforms(Progress.ImageProgress image) {
        return image.platforms().stream()
                .map(one -> Json.of("platform", one.platform().toString(), "moved", one.moved(), "total", one.total()))
                .toList();
    }

    private List<Map<String, Object>> queue(List<AnswerRow> latest) {
        List<Map<String, Object>> queue = new ArrayList<>();
        for (RunsOverview.Waiting waiting : runs.line()) {
            if (waiting.images().isEmpty()) {
                // It will be refused, in a moment.
                continue;
            }
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("position", queue.size() + 1);
            json.putAll(request(waiting.issue(), waiting.user()));
            json.put("accepted", time(waiting.accepted()));
            forecast.wait(waiting.position(), waiting.large(), latest)
                    .ifPresent(wait -> json.put("seconds_to_start", wait.toSeconds()));
            json.put("images", wanted(waiting.images()));
            queue.add(json);
        }
        return queue;
    }

    private List<Map<String, Object>> held() {
        List<Map<String, Object>> held = new ArrayList<>();
        for (RunsOverview.Held one : runs.held()) {
            Map<String, Object> json = request(one.issue(), one.user());
            json.put("host", Objects.requireNonNullElse(one.host(), gitHub));
            json.put("until", time(one.until()));
            json.put("images", wanted(one.images()));
            held.add(json);
        }
        return held;
    }

    private Map<String, Object> request(IssueId issue, String user) {
        return requesters
                ? Json.of("repository", issue.repository().toString(), "issue", issue.number(), "user", user)
                : Json.of();
    }

    private static List<Map<String, Object>> wanted(List<PlannedRequest> images) {
        return images.stream()
                .map(image -> Json.of(
                        "source",
                        image.source().toString(),
                        "platforms",
                        List.of(image.platforms().toString().split(","))))
                .toList();
    }

    private Map<String, Object> answer(AnswerRow answer) {
        Map<String, Object> json = Json.of("id", answer.id(), "at", time(answer.at()));
        if (requesters) {
            json.putAll(Json.of("repository", answer.repository(), "issue", answer.issue(), "user", answer.user()));
        }
        json.putAll(Json.of("source", answer.source(), "outcome", answer.outcome(), "reason", answer.reason()));
        json.putAll(answer.details());
        return json;
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Measures how fast something moves, from what was seen of it in the last ten seconds. */
    static final class Speed {
        /** Long enough that the end of one large block is no jump, short enough to see a line get slow. */
        private static final Duration WINDOW = Duration.ofSeconds(10);

        private record Sample(Instant at, long moved) {}

        private final Map<Object, Deque<Sample>> seen = new HashMap<>();

        /**
         * @param moved bytes so far
         * @return bytes a second; empty before it was looked at twice
         */
        OptionalLong perSecond(Object what, long moved, Instant now) {
            Deque<Sample> samples = seen.computeIfAbsent(what, first -> new ArrayDeque<>());
            samples.addLast(new Sample(now, moved));
            // One from before the window stays, so that who looks seldom sees a speed too.
            while (samples.size() > 2 && samples.getFirst().at.isBefore(now.minus(WINDOW))) {
                samples.removeFirst();
            }
            Sample first = samples.getFirst();
            long millis = Duration.between(first.at, now).toMillis();
            return millis <= 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, moved - first.moved) * 1000 / millis);
        }

        /** Forgets all others. */
        void keep(Collection<?> whats) {
            seen.keySet().retainAll(whats);
        }
    }
}
