package io.github.syncimage.page.catalogue;

import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.store.MirroredDetails;
import io.github.syncimage.store.MirroredRow;
import io.github.syncimage.text.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Images as the documents say them; what is not known is left out. */
public final class ImageJson {
    private ImageJson() {}

    static Map<String, Object> list(Instant at, List<MirroredRow> rows) {
        // One at a time: as maps all of them would take ten times their bytes.
        Iterable<Map<String, Object>> images =
                () -> rows.stream().map(ImageJson::of).iterator();
        return Json.of("at", at.toString(), "images", images);
    }

    static Map<String, Object> of(MirroredRow row) {
        return Json.of(
                "source", row.source(),
                "target", row.target(),
                "platforms", row.platforms(),
                "size", row.size(),
                "mirrored_at", time(row.since()),
                "user", row.user(),
                "issue", row.issue(),
                "repository", row.repository(),
                "visibility", row.visibility(),
                "type", row.type() == null ? null : row.type().code(),
                "command", row.command());
    }

    static Map<String, Object> of(MirroredDetails image) {
        return Json.of(
                "source_digest", image.sourceDigest(),
                "target_digest", image.targetDigest(),
                "difference", image.difference().name().toLowerCase(Locale.ROOT),
                "platforms", image.images().stream().map(ImageJson::of).toList(),
                "wanted", image.wanted(),
                "offered", image.offered(),
                "visibility", image.visibility(),
                "checked_at", time(image.looked()));
    }

    /** Tells of one platform of an image. */
    public static Map<String, Object> of(PlatformImage image) {
        return Json.of(
                "platform", image.platform().toString(),
                "digest", image.digest().toString(),
                "size", image.size());
    }

    /** Writes it in whole seconds: texts of one length, which sort as their times do. */
    static String time(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
