package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.page.Document;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code badge.svg?image=SOURCE}: a small picture for a README of somebody else's. It is never an error, since a broken
 * picture tells nobody why.
 */
final class Badge {
    private static final String CACHE = "public, max-age=300";
    private static final String LABEL = "image";

    private enum State {
        MIRRORED("mirrored", "#17703f"),
        NOT_MIRRORED("not mirrored", "#57606a"),
        INVALID("invalid", "#b3261e"),
        /** The database cannot be read now. */
        UNKNOWN("unknown", "#57606a");

        private final String words;
        private final String colour;

        State(String words, String colour) {
            this.words = words;
            this.colour = colour;
        }
    }

    private Badge() {}

    /**
     * @param image as anybody writes it
     * @param catalogue empty where it cannot be read now
     */
    static Document of(String image, Optional<Snapshot> catalogue) {
        ImageReference source;
        try {
            source = ImageReference.parse(image.strip());
        } catch (InvalidReferenceException e) {
            return document("image", State.INVALID);
        }
        State state = catalogue
                .map(known -> known.hasSource(source.toString()) ? State.MIRRORED : State.NOT_MIRRORED)
                .orElse(State.UNKNOWN);
        return document(source.toString(), state);
    }

    /** The name is an image's that was read, and has no character that means something in XML. */
    private static Document document(String name, State state) {
        int label = width(LABEL);
        int words = width(state.words);
        String svg = """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%2$s: %3$s">\
                <title>%4$s: %3$s</title>\
                <clipPath id="round"><rect width="%1$d" height="20" rx="3"/></clipPath>\
                <g clip-path="url(#round)">\
                <rect width="%5$d" height="20" fill="#24292f"/>\
                <rect x="%5$d" width="%6$d" height="20" fill="%7$s"/></g>\
                <g fill="#fff" text-anchor="middle" font-size="11" font-family="Verdana,DejaVu Sans,sans-serif">\
                <text x="%8$d" y="14">%2$s</text><text x="%9$d" y="14">%3$s</text></g></svg>""".formatted(
                label + words, LABEL, state.words, name, label, words, state.colour, label / 2, label + words / 2);
        return Document.of("image/svg+xml", CACHE, svg.getBytes(StandardCharsets.UTF_8))
                .shownElsewhere();
    }

    /** Measures them in Verdana of eleven pixels, whose small letters have some seven, and five on each side. */
    private static int width(String words) {
        return words.length() * 7 + 10;
    }
}
