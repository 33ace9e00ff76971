package io.github.syncimage.copy.manifest;

import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An OCI image index or Docker manifest list.
 *
 * @param manifest as it was received
 * @param from where its list of entries begins in its text, 0 where it has none
 * @param to where that has ended
 * @param children its entries in order
 * @param bottles whether it holds a Homebrew package, whose files are told apart by more than their platform
 */
public record ImageIndex(Manifest manifest, int from, int to, List<IndexEntry> children, boolean bottles) {
    public static final int MOST_CHILDREN = JsonFields.MOST_ENTRIES;
    private static final String PACKAGE_TYPE = "com.github.package.type";
    /** Members of an entry that a manifest list knows; the platform is kept whole, {@code os.version} too. */
    private static final List<String> ENTRY_MEMBERS = List.of("mediaType", "size", "digest", "platform");

    /** @throws InvalidManifestException saying what is wrong with it */
    public static ImageIndex read(Manifest manifest) {
        Json.Listed listed = JsonFields.valid(() -> Json.listed(text(manifest), "manifests", MOST_CHILDREN))
                .orElse(new Json.Listed(0, 0, List.of()));
        List<IndexEntry> children =
                listed.elements().stream().map(IndexEntry::read).toList();
        Map<String, Object> json = JsonFields.valid(
                () -> Json.read(manifest.bytes(), Json.Kept.of().and("annotations", Json.Kept.of(PACKAGE_TYPE))));
        boolean bottles =
                Json.text(Json.object(json, "annotations"), PACKAGE_TYPE).equals("homebrew_bottle");
        return new ImageIndex(manifest, listed.from(), listed.to(), children, bottles);
    }

    private static String text(Manifest manifest) {
        return new String(manifest.bytes(), StandardCharsets.UTF_8);
    }

    /** A new OCI index or manifest list of these entries, without what a manifest list has no place for. */
    public static Manifest of(String mediaType, List<IndexEntry> children) {
        List<Object> entries = new ArrayList<>();
        for (IndexEntry child : children) {
            Map<String, Object> members = child.members();
            Map<String, Object> entry = new LinkedHashMap<>();
            ENTRY_MEMBERS.forEach(name -> entry.put(name, members.get(name)));
            // A list has to name platforms; the index may have left this to the config.
            Platform platform = child.platform();
            entry.computeIfAbsent(
                    "platform",
                    name -> Json.of(
                            "architecture",
                            platform.architecture(),
                            "os",
                            platform.os(),
                            "variant",
                            platform.variant()));
            entries.add(entry);
        }
        return new Manifest(
                mediaType, Json.write(Json.of("schemaVersion", 2, "mediaType", mediaType, "manifests", entries)));
    }

    /**
     * Puts these entries, as their text, in the place of its own: all else in it, the entries themselves and the media type
     * stay as they are, to the byte, so that the same input always gives the same bytes.
     */
    public Manifest with(List<String> entries) {
        String text = text(manifest);
        String list = "[" + String.join(",", entries) + "]";
        String changed = to == 0
                ? "{\"manifests\":" + list + "," + text.substring(text.indexOf('{') + 1)
                : text.substring(0, from) + list + text.substring(to);
        return new Manifest(manifest.mediaType(), changed.getBytes(StandardCharsets.UTF_8));
    }
}
