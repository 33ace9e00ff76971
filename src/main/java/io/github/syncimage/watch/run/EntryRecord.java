package io.github.syncimage.watch.run;

import io.github.syncimage.watch.Timetable;
import java.time.Instant;

/**
 * How an entry's latest run came out; of one that never ran only its name is known.
 *
 * @param ran when its tags were listed last
 * @param succeeded when its tags were last listed to the end and none failed; null before that
 * @param pause until when a failure or a registry's limit has it wait, or {@code ran} where its timetable alone counts
 * @param chosen how many tags its filter meant
 * @param failures in a row, of the run as a whole
 * @param failure why it could not be run, null where it could
 */
public record EntryRecord(
        String list,
        String entry,
        Instant ran,
        Instant succeeded,
        Instant pause,
        int chosen,
        int failures,
        Instant failingSince,
        String failure) {
    public static EntryRecord never(String list, String entry) {
        return new EntryRecord(list, entry, null, null, null, 0, 0, null, null);
    }

    /** When its tags are listed again, by the timetable that its list has now; null before the first run. */
    public Instant next(Timetable timetable) {
        if (ran == null) {
            return null;
        }
        Instant regular = timetable.after(ran);
        boolean waits = pause.isAfter(ran) && (failure == null || pause.isBefore(regular));
        return waits ? pause : regular;
    }
}
