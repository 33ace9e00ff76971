package io.github.syncimage.page.browser;

import java.util.stream.Stream;

/** How a reader sees the page: in which language, light or dark, on how large a screen. */
record Look(String language, String scheme, int width) {
    static final Look DESKTOP = new Look("en", "light", 1280);
    static final Look NARROW = new Look("zh", "dark", 320);

    /** Between them they have each language, each scheme, and the widest and the narrowest screen: what axe looks at. */
    static Stream<Look> extremes() {
        return Stream.of(DESKTOP, NARROW);
    }

    /** One more, in which the longer words stand on a narrow screen. */
    static Stream<Look> all() {
        return Stream.concat(extremes(), Stream.of(new Look("en", "dark", 390)));
    }

    int height() {
        return width > 600 ? 900 : 800;
    }

    String query() {
        return "?lang=" + language;
    }

    @Override
    public String toString() {
        return language + ", " + scheme + ", " + width + " px";
    }
}
