package io.github.syncimage.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes, which carry their unit. */
public final class Quantities {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?([a-z]*)");
    /** Decimal and binary units as IEC 80000-13 names them; a bare "G" is refused because people mean either. */
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1000L,
            "mb", 1000_000L,
            "gb", 1000_000_000L,
            "tb", 1000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    private Quantities() {}

    public static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new IllegalArgumentException();
        }
        Duration duration = Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4))
                .plusMillis(number(parts, 5));
        if (duration.isZero()) {
            throw new IllegalArgumentException();
        }
        return duration;
    }

    private static long number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }

    public static long bytes(String text) {
        Matcher parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches() || !UNITS.containsKey(parts.group(2))) {
            throw new IllegalArgumentException();
        }
        long number = Long.parseLong(parts.group(1));
        long unit = UNITS.get(parts.group(2));
        if (number == 0 || number > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException();
        }
        return number * unit;
    }
}
