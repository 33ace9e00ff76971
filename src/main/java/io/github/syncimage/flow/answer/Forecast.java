package io.github.syncimage.flow.answer;

import io.github.syncimage.flow.line.Turns;
import io.github.syncimage.store.AnswerLog;
import io.github.syncimage.store.AnswerRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long a run waits for its turn, by what copies took that ended in the last hour. */
public record Forecast(Turns turns, AnswerLog answers, Clock clock) {
    private static final int MOST_ANSWERS = 50;
    /** Enough that one odd image is not all of it. */
    private static final int LEAST = 5;

    private static final Duration LATELY = Duration.ofHours(1);

    /** Forecasts from the latest answers. */
    public Optional<Duration> wait(int position, boolean large) {
        return wait(position, large, answers.latest(MOST_ANSWERS));
    }

    /**
     * Counts on as many copies at once as there are workers for the like, each as long as half of these took; empty where
     * these are too few to tell.
     *
     * @param latest answers, the newest first
     */
    public Optional<Duration> wait(int position, boolean large, List<AnswerRow> latest) {
        Instant since = clock.instant().minus(LATELY);
        List<Long> seconds = latest.stream()
                .filter(answer -> answer.at().isAfter(since) && turns.isLarge(number(answer, "size")) == large)
                .map(answer -> number(answer, "seconds"))
                .filter(took -> took > 0)
                .sorted()
                .toList();
        int workers = turns.workersFor(large);
        return seconds.size() < LEAST
                ? Optional.empty()
                : Optional.of(
                        Duration.ofSeconds((position + workers - 1L) / workers * seconds.get(seconds.size() / 2)));
    }

    private static long number(AnswerRow answer, String name) {
        return answer.details().get(name) instanceof Number number ? number.longValue() : 0;
    }
}
