package io.github.syncimage.notify;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Something that receivers are told.
 *
 * @param id the same at each try
 * @param repository {@code owner/name} to which it belongs, null where it belongs to none
 * @param data what a webhook gets and what templates name; the unknown is left out
 */
public record Event(String id, Instant time, Type type, String repository, Map<String, Object> data) {
    /** What can have happened. */
    public enum Type {
        MIRRORED,
        FAILED,
        REFUSED,
        WAITING,
        MOVED,
        UNWELL,
        /** The end of that; it goes to whoever has chosen that. */
        WELL,
        /** Asked for by the operator; it goes to everybody. */
        TEST;

        /** Returns what an operator writes to be told of this. */
        public Type chosenBy() {
            return this == WELL ? UNWELL : this;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Event of(Type type, Instant time, String repository, Map<String, Object> data) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("event", type.toString());
        all.putAll(data);
        return new Event(UUID.randomUUID().toString(), time, type, repository, all);
    }
}
