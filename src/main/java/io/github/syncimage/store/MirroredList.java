package io.github.syncimage.store;

import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Namespaces;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Everything that was mirrored, for who looks at all of it. Empty means that the database cannot be read now. */
public record MirroredList(ForgivingDatabase database, Namespaces namespaces) {
    /** Databases bound the parameters of a statement. */
    private static final int MOST_ASKED = 500;

    /** Another one after each change, whichever process made it, also one of another team. */
    public Optional<String> revision() {
        String sql = "SELECT COUNT(*), COALESCE(SUM(revision), 0) FROM mirrored_image";
        return database.read(
                "see whether the catalogue has changed",
                Optional.empty(),
                connection -> Sql.first(connection, sql, row -> row.getLong(1) + "-" + row.getLong(2)));
    }

    /** All of them, the newest first. */
    public Optional<List<MirroredRow>> all() {
        String sql = "SELECT source, target, platforms, size, stands_since, requester,"
                + " issue, repository, visibility, type FROM mirrored_image WHERE " + namespaces.images()
                + " ORDER BY stands_since DESC, target";
        Map<String, List<String>> alike = new LinkedHashMap<>();
        return database.read(
                "read the catalogue",
                Optional.empty(),
                connection ->
                        Optional.of(Sql.query(connection, sql, row -> row(row, alike), namespaces.values(List.of()))));
    }

    private static MirroredRow row(ResultSet row, Map<String, List<String>> alike) throws SQLException {
        long number = row.getLong(7);
        Long issue = row.wasNull() ? null : number;
        return new MirroredRow(
                row.getString(1),
                row.getString(2),
                // Thousands of images have the same platforms.
                alike.computeIfAbsent(row.getString(3), MirroredList::platforms),
                row.getLong(4),
                Sql.time(row, 5),
                row.getString(6),
                issue,
                row.getString(8),
                visibility(row.getString(9)),
                row.getString(10) == null ? null : ArtifactType.valueOf(row.getString(10)));
    }

    private static List<String> platforms(String selection) {
        // What is written there for an artifact, which has none.
        return selection.equals("all") ? List.of() : List.of(selection.split(","));
    }

    private static String visibility(String state) {
        return state == null ? "unknown" : state.toLowerCase(Locale.ROOT);
    }

    /** Those of these targets that there are. */
    public Optional<List<MirroredDetails>> details(Collection<String> targets) {
        List<String> asked = List.copyOf(targets);
        return database.read("read details of images", Optional.empty(), connection -> {
            List<MirroredDetails> found = new ArrayList<>();
            for (int from = 0; from < asked.size(); from += MOST_ASKED) {
                found.addAll(details(connection, asked.subList(from, Math.min(asked.size(), from + MOST_ASKED))));
            }
            return Optional.of(found);
        });
    }

    private static Collection<MirroredDetails> details(Connection connection, List<String> targets)
            throws SQLException {
        String sql =
                "SELECT mirrored_image.target, source_digest, target_digest, difference, wanted, offered, visibility,"
                        + " looked_at, " + MirroredPlatforms.COLUMNS + " FROM mirrored_image" + MirroredPlatforms.JOIN
                        + " WHERE mirrored_image.target IN (?" + ", ?".repeat(targets.size() - 1) + ")"
                        + " ORDER BY mirrored_image.target, place";
        Map<String, MirroredDetails> byTarget = new LinkedHashMap<>();
        Sql.query(
                connection,
                sql,
                row -> {
                    MirroredDetails image = details(row);
                    byTarget.putIfAbsent(image.target(), image);
                    List<PlatformImage> images = byTarget.get(image.target()).images();
                    return MirroredPlatforms.read(row, 9).map(images::add);
                },
                targets.toArray());
        return byTarget.values();
    }

    private static MirroredDetails details(ResultSet row) throws SQLException {
        return new MirroredDetails(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                DigestDifference.valueOf(row.getString(4)),
                new ArrayList<>(),
                row.getString(5),
                platforms(row.getString(6)),
                visibility(row.getString(7)),
                Sql.time(row, 8));
    }
}
