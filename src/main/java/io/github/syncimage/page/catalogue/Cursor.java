package io.github.syncimage.page.catalogue;

import io.github.syncimage.page.catalogue.Order.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on: behind the last image that was shown, and not at a number, so that none is shown twice or left out
 * when others come while somebody reads.
 */
record Cursor(Order order, Place place) {
    /** Two names of an image and some more. */
    private static final int LONGEST = 2000;

    private static final String BETWEEN = "\n";

    @Override
    public String toString() {
        String text = String.join(BETWEEN, order.name(), String.valueOf(place.number()), place.name(), place.target());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when it is none */
    static Cursor parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("too long");
        }
        String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(BETWEEN, -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not four parts");
        }
        return new Cursor(Order.valueOf(parts[0]), new Place(Long.parseLong(parts[1]), parts[2], parts[3]));
    }
}
