package io.github.syncimage.store;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of which repository holds which blob. */
final class HeldBlobs {
    /** A mount is one request; after a few that fail, sending the blob is cheaper than asking on. */
    private static final int MOST_HOLDERS = 4;
    /** Databases bound the parameters of a statement; images have fewer blobs than this. */
    private static final int MOST_ASKED = 500;

    private HeldBlobs() {}

    static Map<Digest, List<Repository>> holders(Connection connection, String host, Collection<Digest> blobs)
            throws SQLException {
        Map<Digest, List<Repository>> holders = new HashMap<>();
        List<Digest> all = List.copyOf(blobs);
        for (int from = 0; from < all.size(); from += MOST_ASKED) {
            collect(connection, host, all.subList(from, Math.min(all.size(), from + MOST_ASKED)), holders);
        }
        return holders;
    }

    private static void collect(
            Connection connection, String host, List<Digest> blobs, Map<Digest, List<Repository>> holders)
            throws SQLException {
        String sql = "SELECT digest, repository FROM (SELECT digest, repository, ROW_NUMBER() OVER"
                + " (PARTITION BY digest ORDER BY seen_at DESC, repository) AS place FROM held_blob"
                + " WHERE host = ? AND digest IN (?" + ", ?".repeat(blobs.size() - 1) + ")) AS ranked"
                + " WHERE place <= " + MOST_HOLDERS + " ORDER BY digest, place";
        List<Object> values = new ArrayList<>(List.of(host));
        blobs.forEach(blob -> values.add(blob.toString()));
        Sql.query(
                connection,
                sql,
                row -> holders.computeIfAbsent(Digest.parse(row.getString(1)), digest -> new ArrayList<>())
                        .add(new Repository(host, row.getString(2))),
                values.toArray());
    }

    static int put(Connection connection, Repository repository, Collection<Digest> blobs, Instant now)
            throws SQLException {
        String sql = "INSERT INTO held_blob (host, digest, repository, seen_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (host, digest, repository) DO UPDATE SET seen_at = excluded.seen_at";
        // Two that write the same rows in another order would wait for each other on PostgreSQL.
        List<String> digests =
                blobs.stream().map(Digest::toString).distinct().sorted().toList();
        return Sql.batch(connection, sql, digests, digest ->
                new Object[] {repository.host(), digest, repository.path(), now.toEpochMilli()});
    }

    static int remove(Connection connection, Repository repository, Digest blob) throws SQLException {
        String sql = "DELETE FROM held_blob WHERE host = ? AND digest = ? AND repository = ?";
        return Sql.update(connection, sql, repository.host(), blob.toString(), repository.path());
    }
}
