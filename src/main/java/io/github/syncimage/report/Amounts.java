package io.github.syncimage.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Writes durations and times as people read them, in any language. */
final class Amounts {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final int BAR = 20;

    private Amounts() {}

    /** Writes {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 4 min}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** Rounds up to full minutes: {@code 1 min}, {@code 2 h 4 min}. */
    static String about(Duration duration) {
        long minutes = Math.max(1, (duration.toSeconds() + 59) / 60);
        return minutes < 60 ? minutes + " min" : duration(Duration.ofMinutes(minutes));
    }

    /** Rounds up to the next full minute: {@code 2026-11-24 08:01}. */
    static String utc(Instant time) {
        return MINUTE.format(upToMinute(time).atZone(ZoneOffset.UTC));
    }

    static String beijing(Instant time) {
        return MINUTE.format(upToMinute(time).atZone(BEIJING));
    }

    /** Counts from 0 to 100; 100 only once all is moved. */
    static int percent(long moved, long total) {
        return total <= 0 ? 0 : (int) Math.max(0, Math.min(100, Math.floor(100.0 * moved / total)));
    }

    /** Draws {@code ▓▓▓▓▓░░░░░░░░░░░░░░░}. */
    static String bar(int percent) {
        int full = percent * BAR / 100;
        return "▓".repeat(full) + "░".repeat(BAR - full);
    }

    private static Instant upToMinute(Instant time) {
        Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? time : minute.plus(1, ChronoUnit.MINUTES);
    }
}
