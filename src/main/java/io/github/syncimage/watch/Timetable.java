package io.github.syncimage.watch;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.github.syncimage.text.Hours;
import io.github.syncimage.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an entry runs again: after an interval, or by a cron line as regsync reads it. */
public interface Timetable {
    Pattern EVERY = Pattern.compile("@every\\s+(\\S+)");
    Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    /** A line that never comes true (30 February) is due so late that nobody waits for it. */
    Duration NEVER = Duration.ofDays(3650);

    /** The first time after this one. */
    Instant after(Instant time);

    static Timetable every(Duration interval) {
        return time -> time.plus(interval);
    }

    /**
     * Reads five fields ({@code 15 3 * * *}), a nickname ({@code @daily}) or {@code @every 6h}, in the system's time zone
     * unless {@code CRON_TZ=} stands before it.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Timetable cron(String line) {
        Matcher every = EVERY.matcher(line.strip());
        if (every.matches()) {
            return every(Quantities.duration(every.group(1)));
        }
        Hours.Zoned zoned = Hours.Zoned.parse(line);
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        String plain = NICKNAMES.getOrDefault(zoned.line(), zoned.line()).replace('?', '*');
        ExecutionTime times = ExecutionTime.forCron(parser.parse(plain));
        return time -> times.nextExecution(time.atZone(zoned.zone()))
                .map(ZonedDateTime::toInstant)
                .orElse(time.plus(NEVER));
    }
}
