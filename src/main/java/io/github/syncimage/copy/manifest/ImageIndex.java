package io.github.syncimage.copy.manifest;

import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An OCI image index or Docker manifest list.
 *
 * @param manifest as it was received
 * @param json the whole document
 * @param children its entries in order
 */
public record ImageIndex(Manifest manifest, Map<String, Object> json, List<IndexEntry> children) {
    public static final int MOST_CHILDREN = JsonFields.MOST_ENTRIES;

    /** @throws InvalidManifestException saying what is wrong with it */
    public static ImageIndex read(Manifest manifest) {
        Map<String, Object> json = JsonFields.read(manifest.bytes());
        List<IndexEntry> children = JsonFields.objects(json, "manifests").stream()
                .map(IndexEntry::read)
                .toList();
        return new ImageIndex(manifest, json, children);
    }

    /** A new OCI index of these entries. */
    public static Manifest of(List<IndexEntry> children) {
        List<Object> entries = new ArrayList<>();
        for (IndexEntry child : children) {
            Map<String, Object> entry = new LinkedHashMap<>(child.json());
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
     * The same index with these entries only: every other member, the entries themselves and the media type stay as
     * they are. The same input always gives the same bytes.
     */
    public Manifest with(List<IndexEntry> kept) {
        Map<String, Object> subset = new LinkedHashMap<>(json);
        subset.put("manifests", kept.stream().map(IndexEntry::json).toList());
        return new Manifest(manifest.mediaType(), Json.write(subset));
    }
}
