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

    /** What the answers say that the log has last. */
    public Optional<Duration> wait(int position, boolean large) {
        return wait(position, large, answers.latest(MOST_ANSWERS));
    }

    /**
     * As many at once as there are places for the like, each as long as half of these copies took; empty where these are too
     * few to tell.
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
        int places = turns.places(large);
        return seconds.size() < LEAST
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((position + places - 1L) / places * seconds.get(seconds.size() / 2)));
    }

    private static long number(AnswerRow answer, String name) {
        return answer.details().get(name) instanceof Number number ? number.longValue() : 0;
    }
}
