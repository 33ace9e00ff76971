package io.github.syncimage.page.catalogue;

import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.store.MirroredDetails;
import io.github.syncimage.store.MirroredRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Images as the documents say them; what is not known is left out. */
public final class ImageJson {
    private ImageJson() {}

    static Map<String, Object> list(Instant at, List<MirroredRow> rows) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", at.toString());
        // One at a time: as maps all of them would take ten times their bytes.
        json.put("images", (Iterable<Map<String, Object>>)
                () -> rows.stream().map(ImageJson::of).iterator());
        return json;
    }

    static Map<String, Object> of(MirroredRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("source", row.source());
        json.put("target", row.target());
        json.put("platforms", row.platforms());
        json.put("size", row.size());
        put(json, "mirrored_at", time(row.since()));
        put(json, "user", row.user());
        put(json, "issue", row.issue());
        put(json, "repository", row.repository());
        json.put("visibility", row.visibility());
        return json;
    }

    static Map<String, Object> of(MirroredDetails image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("source_digest", image.sourceDigest());
        json.put("target_digest", image.targetDigest());
        json.put("difference", image.difference().name().toLowerCase(Locale.ROOT));
        json.put("platforms", image.images().stream().map(ImageJson::of).toList());
        json.put("wanted", image.wanted());
        json.put("offered", image.offered());
        json.put("visibility", image.visibility());
        put(json, "checked_at", time(image.looked()));
        return json;
    }

    /** One platform of an image. */
    public static Map<String, Object> of(PlatformImage image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("platform", image.platform().toString());
        json.put("digest", image.digest().toString());
        json.put("size", image.size());
        return json;
    }

    /** In whole seconds: texts of one length, which sort as their times do. */
    static String time(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void put(Map<String, Object> json, String name, Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
