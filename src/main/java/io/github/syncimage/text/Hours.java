package io.github.syncimage.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of each day, in one zone.
 *
 * @param to the first moment that is not among them; at or before {@code from} on the next day
 */
public record Hours(LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern LINE = Pattern.compile("(\\d\\d:\\d\\d)\\s*-\\s*(\\d\\d:\\d\\d)");

    /**
     * A line of times, and the zone that it is meant in: the system's unless {@code CRON_TZ=} or {@code TZ=} stands before it.
     */
    public record Zoned(ZoneId zone, String line) {
        private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");

        /** @throws DateTimeException where there is no such zone */
        public static Zoned parse(String text) {
            Matcher zoned = ZONE.matcher(text.strip());
            return zoned.matches()
                    ? new Zoned(ZoneId.of(zoned.group(1)), zoned.group(2).strip())
                    : new Zoned(ZoneId.systemDefault(), text.strip());
        }
    }

    /**
     * Reads {@code 01:00-06:00}, maybe with its zone before it.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static Hours parse(String text) {
        try {
            Zoned zoned = Zoned.parse(text);
            Matcher line = LINE.matcher(zoned.line());
            if (line.matches() && !line.group(1).equals(line.group(2))) {
                return new Hours(LocalTime.parse(line.group(1)), LocalTime.parse(line.group(2)), zoned.zone());
            }
            throw new IllegalArgumentException(text);
        } catch (DateTimeException noTimeOrZone) {
            throw new IllegalArgumentException(text, noTimeOrZone);
        }
    }

    public boolean contain(Instant time) {
        LocalTime now = time.atZone(zone).toLocalTime();
        boolean begun = !now.isBefore(from);
        boolean over = !now.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }

    /** When they begin after that time. */
    public Instant next(Instant time) {
        ZonedDateTime day = time.atZone(zone);
        ZonedDateTime begin = day.toLocalDate().atTime(from).atZone(zone);
        return (begin.isAfter(day)
                        ? begin
                        : day.toLocalDate().plusDays(1).atTime(from).atZone(zone))
                .toInstant();
    }
}
