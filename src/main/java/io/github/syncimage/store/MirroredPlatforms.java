package io.github.syncimage.store;

import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The table of what stands under each target tag for each platform. */
final class MirroredPlatforms {
    /** To be joined to {@code mirrored_image}, where they are the last columns; all null where nobody has read them. */
    static final String COLUMNS = "mirrored_platform.platform, mirrored_platform.digest, mirrored_platform.size";

    static final String JOIN = " LEFT JOIN mirrored_platform ON mirrored_platform.target = mirrored_image.target";

    private MirroredPlatforms() {}

    /** @param first the number of the first of the {@link #COLUMNS} */
    static Optional<PlatformImage> read(ResultSet row, int first) throws SQLException {
        String platform = row.getString(first);
        return platform == null
                ? Optional.empty()
                : Optional.of(new PlatformImage(
                        Platform.parse(platform), Digest.parse(row.getString(first + 1)), row.getLong(first + 2)));
    }

    /** Replaces what was known of the target. */
    static void put(Connection connection, String target, List<PlatformImage> images) throws SQLException {
        Sql.update(connection, "DELETE FROM mirrored_platform WHERE target = ?", target);
        String sql = "INSERT INTO mirrored_platform (target, place, platform, digest, size) VALUES (?, ?, ?, ?, ?)";
        List<Integer> places = IntStream.range(0, images.size()).boxed().toList();
        Sql.batch(connection, sql, places, place -> {
            PlatformImage image = images.get(place);
            return new Object[] {
                target, place, image.platform().toString(), image.digest().toString(), image.size()
            };
        });
    }
}
