package io.github.syncimage.page.browser;

/** How a reader sees the page: in which language, light or dark, on how large a screen. */
record Look(String language, String scheme, int width) {
    static final Look DESKTOP = new Look("en", "light", 1280);

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
