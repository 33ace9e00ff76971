package io.github.syncimage.page.catalogue;

import io.github.syncimage.store.MirroredRow;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Lists images so that no two have the same place. */
enum Order {
    NEWEST(row -> -row.since().toEpochMilli(), row -> ""),
    NAME(row -> 0, MirroredRow::source),
    /** Begins with the largest. */
    SIZE(row -> -row.size(), row -> "");

    private final ToLongFunction<MirroredRow> number;
    private final Function<MirroredRow, String> name;

    Order(ToLongFunction<MirroredRow> number, Function<MirroredRow, String> name) {
        this.number = number;
        this.name = name;
    }

    /**
     * The place of an image, also of one that is gone. A list goes on behind the last image that was shown, and not at a
     * number, so that none is shown twice or left out when others come while somebody reads.
     */
    record Place(Order order, long number, String name, String target) {
        private static final Comparator<Place> COMPARATOR = Comparator.comparingLong(Place::number)
                .thenComparing(Place::name)
                .thenComparing(Place::target);

        /** Holds two names of an image and some more. */
        private static final int LONGEST = 2000;

        private static final String BETWEEN = "\n";

        boolean isBefore(Place other) {
            return COMPARATOR.compare(this, other) < 0;
        }

        @Override
        public String toString() {
            String text = String.join(BETWEEN, order.name(), String.valueOf(number), name, target);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** @throws IllegalArgumentException when it is none */
        static Place parse(String text) {
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException("too long");
            }
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(BETWEEN, -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException("not four parts");
            }
            return new Place(Order.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2], parts[3]);
        }
    }

    Place place(MirroredRow row) {
        return new Place(this, number.applyAsLong(row), name.apply(row), row.target());
    }

    Comparator<MirroredRow> comparator() {
        return Comparator.comparing(this::place, Place.COMPARATOR);
    }
}
