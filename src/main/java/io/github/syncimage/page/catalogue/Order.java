package io.github.syncimage.page.catalogue;

import io.github.syncimage.store.MirroredRow;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** In which order images are listed. No two have the same place in one. */
enum Order {
    NEWEST(row -> -row.since().toEpochMilli(), row -> ""),
    NAME(row -> 0, MirroredRow::source),
    /** The largest first. */
    SIZE(row -> -row.size(), row -> "");

    private final ToLongFunction<MirroredRow> number;
    private final Function<MirroredRow, String> name;

    Order(ToLongFunction<MirroredRow> number, Function<MirroredRow, String> name) {
        this.number = number;
        this.name = name;
    }

    /** Where an image stands, also when it stands there no more. */
    record Place(long number, String name, String target) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::number)
                .thenComparing(Place::name)
                .thenComparing(Place::target);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    Place place(MirroredRow row) {
        return new Place(number.applyAsLong(row), name.apply(row), row.target());
    }

    Comparator<MirroredRow> comparator() {
        return Comparator.comparing(this::place);
    }
}
