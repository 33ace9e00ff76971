package io.github.syncimage.store;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table of which repository holds which blob. */
final class HeldBlobs {
    /** A mount is one request; after a few that fail, sending the blob is cheaper than asking on. */
    private static final int MOST_HOLDERS = 4;

    private HeldBlobs() {}

    static List<Repository> holders(Connection connection, String host, Digest blob) throws SQLException {
        String sql = "SELECT repository FROM held_blob WHERE host = ? AND digest = ? ORDER BY seen_at DESC, repository"
                + " LIMIT " + MOST_HOLDERS;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, host);
            statement.setString(2, blob.toString());
            try (ResultSet rows = statement.executeQuery()) {
                List<Repository> holders = new ArrayList<>();
                while (rows.next()) {
                    holders.add(new Repository(host, rows.getString(1)));
                }
                return List.copyOf(holders);
            }
        }
    }

    static int put(Connection connection, Repository repository, Collection<Digest> blobs, Instant now)
            throws SQLException {
        String sql = "INSERT INTO held_blob (host, digest, repository, seen_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (host, digest, repository) DO UPDATE SET seen_at = excluded.seen_at";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // Two that write the same rows in another order would wait for each other on PostgreSQL.
            List<String> digests =
                    blobs.stream().map(Digest::toString).distinct().sorted().toList();
            for (String digest : digests) {
                statement.setString(1, repository.host());
                statement.setString(2, digest);
                statement.setString(3, repository.path());
                statement.setLong(4, now.toEpochMilli());
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    static int remove(Connection connection, Repository repository, Digest blob) throws SQLException {
        String sql = "DELETE FROM held_blob WHERE host = ? AND digest = ? AND repository = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, repository.host());
            statement.setString(2, blob.toString());
            statement.setString(3, repository.path());
            return statement.executeUpdate();
        }
    }
}
