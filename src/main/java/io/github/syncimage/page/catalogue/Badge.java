package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.page.Document;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * {@code badge.svg?image=SOURCE}: a small picture for a README of somebody else's. It is never an error, since a broken
 * picture tells nobody why.
 */
final class Badge {
    private static final String CACHE = "public, max-age=300";
    private static final String LABEL = "image";
    private static final int HEIGHT = 20;

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
    static Document of(String image, Optional<Snapshot> catalogue) throws XMLStreamException {
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

    private static Document document(String name, State state) throws XMLStreamException {
        int label = width(LABEL);
        int words = width(state.words);
        Xml svg = new Xml();
        svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", "" + (label + words), "height", "" + HEIGHT);
        svg.attributes("role", "img", "aria-label", LABEL + ": " + state.words);
        svg.element("title", name + ": " + state.words);
        svg.open("clipPath", "id", "round");
        svg.empty("rect", "width", "" + (label + words), "height", "" + HEIGHT, "rx", "3");
        svg.close();
        svg.open("g", "clip-path", "url(#round)");
        svg.empty("rect", "width", "" + label, "height", "" + HEIGHT, "fill", "#24292f");
        svg.empty("rect", "x", "" + label, "width", "" + words, "height", "" + HEIGHT, "fill", state.colour);
        svg.close();
        svg.open("g", "fill", "#fff", "text-anchor", "middle", "font-size", "11");
        svg.attributes("font-family", "Verdana,DejaVu Sans,sans-serif");
        text(svg, label / 2, LABEL);
        text(svg, label + words / 2, state.words);
        svg.close();
        svg.close();
        return Document.of("image/svg+xml", CACHE, svg.bytes()).forOtherSites();
    }

    private static void text(Xml svg, int middle, String words) throws XMLStreamException {
        svg.open("text", "x", "" + middle, "y", "14");
        svg.text(words);
        svg.close();
    }

    /** In Verdana of eleven pixels, whose small letters have some seven, and five on each side. */
    private static int width(String words) {
        return words.length() * 7 + 10;
    }
}
