package io.github.syncimage.watch.run;

import java.time.Instant;

/**
 * How an entry's latest run came out; of one that never ran only its name is known.
 *
 * @param succeeded when its tags were last listed to the end and none failed; null before that
 * @param next when its tags are listed again
 * @param chosen how many tags its filter meant
 * @param failures in a row, of the run as a whole
 * @param failure why it could not be run, null where it could
 */
public record EntryRecord(
        String list,
        String entry,
        Instant ran,
        Instant succeeded,
        Instant next,
        int chosen,
        int failures,
        Instant failingSince,
        String failure) {
    public static EntryRecord never(String list, String entry) {
        return new EntryRecord(list, entry, null, null, null, 0, 0, null, null);
    }
}
