package io.github.syncimage.copy.manifest;

import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
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
 */
public record ImageIndex(Manifest manifest, int from, int to, List<IndexEntry> children) {
    public static final int MOST_CHILDREN = JsonFields.MOST_ENTRIES;

    /** @throws InvalidManifestException saying what is wrong with it */
    public static ImageIndex read(Manifest manifest) {
        Json.Listed listed = JsonFields.valid(() -> Json.listed(text(manifest), "manifests", MOST_CHILDREN))
                .orElse(new Json.Listed(0, 0, List.of()));
        List<IndexEntry> children =
                listed.elements().stream().map(IndexEntry::read).toList();
        return new ImageIndex(manifest, listed.from(), listed.to(), children);
    }

    private static String text(Manifest manifest) {
        return new String(manifest.bytes(), StandardCharsets.UTF_8);
    }

    /** A new OCI index of these entries. */
    public static Manifest of(List<IndexEntry> children) {
        List<Object> entries = new ArrayList<>();
        for (IndexEntry child : children) {
            Map<String, Object> entry = new LinkedHashMap<>(child.members());
            entry.computeIfAbsent("platform", name -> DockerFormat.platform(child.platform()));
            entries.add(entry);
        }
        return of(MediaTypes.OCI_INDEX, entries);
    }

    static Manifest of(String mediaType, List<Object> entries) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", mediaType);
        json.put("manifests", entries);
        return new Manifest(mediaType, Json.write(json));
    }

    /**
     * The same index with these entries only: all else in it, the entries themselves and the media type stay as they are, to
     * the byte. The same input always gives the same bytes.
     */
    public Manifest with(List<IndexEntry> kept) {
        return withEntries(kept.stream().map(IndexEntry::json).toList());
    }

    /** The same, of the entries' text. */
    public Manifest withEntries(List<String> entries) {
        String text = text(manifest);
        String list = "[" + String.join(",", entries) + "]";
        String changed = to == 0
                ? "{\"manifests\":" + list + "," + text.substring(text.indexOf('{') + 1)
                : text.substring(0, from) + list + text.substring(to);
        return new Manifest(manifest.mediaType(), changed.getBytes(StandardCharsets.UTF_8));
    }
}
