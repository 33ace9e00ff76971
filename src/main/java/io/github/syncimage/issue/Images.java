package io.github.syncimage.issue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of a pasted text, in its order, each once; the names are read as those of any line. */
final class Images {
    private final Map<Object, Finding> found = new LinkedHashMap<>();

    List<Finding> found() {
        return List.copyOf(found.values());
    }

    void add(String text) {
        add(text, "", Map.of());
    }

    /**
     * Adds an image, or why it is none.
     *
     * @param platform what the text says of it; nothing where that is blank or a variable
     * @param known values of variables
     */
    void add(String text, String platform, Map<String, String> known) {
        String name = Variables.filled(text, known).strip();
        boolean words = name.indexOf(' ') > 0 && name.indexOf('<') < 0 && !Variables.in(name);
        List<Finding> read = words ? Phrase.of(name).findings() : List.of();
        String asked = Variables.filled(platform, known);
        NamedPlatforms platforms = NamedPlatforms.listed(Variables.in(asked) ? "" : asked);
        (read.isEmpty() ? List.of(Finding.of(name, null)) : read).forEach(one -> put(one.on(platforms)));
    }

    void put(Finding image) {
        found.merge(image.readable() ? image.source() : image.refused(), image, Finding::with);
    }

    /** Gives all images that name no platform of their own this one. */
    void all(String platform) {
        List<Finding> before = found();
        found.clear();
        before.forEach(one -> put(one.on(NamedPlatforms.listed(platform))));
    }
}
