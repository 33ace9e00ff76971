package io.github.syncimage.watch;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.github.syncimage.text.Hours;
import io.github.syncimage.text.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an entry runs again: after an interval, or by a cron line as regsync reads it. */
public final class Timetable {
    private static final Pattern EVERY = Pattern.compile("@every\\s+(\\S+)");
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    /** A line that never comes true (30 February) is due so late that nobody waits for it. */
    private static final Duration NEVER = Duration.ofDays(3650);

    private final String text;
    private final Duration interval;
    private final ExecutionTime times;
    private final ZoneId zone;

    private Timetable(String text, Duration interval, ExecutionTime times, ZoneId zone) {
        this.text = text;
        this.interval = interval;
        this.times = times;
        this.zone = zone;
    }

    public static Timetable every(Duration interval) {
        return new Timetable(interval.toString().substring(2).toLowerCase(java.util.Locale.ROOT), interval, null, null);
    }

    /**
     * Reads five fields ({@code 15 3 * * *}), a nickname ({@code @daily}) or {@code @every 6h}, in the system's time zone
     * unless {@code CRON_TZ=} stands before it.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Timetable cron(String line) {
        Matcher every = EVERY.matcher(line.strip());
        if (every.matches()) {
            return every(Quantities.duration(every.group(1)));
        }
        Hours.Zoned zoned = Hours.Zoned.parse(line);
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        String plain = NICKNAMES.getOrDefault(zoned.line(), zoned.line()).replace('?', '*');
        return new Timetable(line.strip(), null, ExecutionTime.forCron(parser.parse(plain)), zoned.zone());
    }

    /** The first time after this one. */
    public Instant after(Instant time) {
        return interval != null
                ? time.plus(interval)
                : times.nextExecution(time.atZone(zone))
                        .map(java.time.ZonedDateTime::toInstant)
                        .orElse(time.plus(NEVER));
    }

    /** Says it as the file does, or nearly. */
    @Override
    public String toString() {
        return text;
    }
}
