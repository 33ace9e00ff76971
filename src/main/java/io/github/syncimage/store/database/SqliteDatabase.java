package io.github.syncimage.store.database;

import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * A file that the daemon and commands use at the same time: a write-ahead log lets readers go on beside one writer, and
 * a second writer waits for its turn. One connection a process is enough and makes threads queue without lock errors.
 */
public final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    /** Transactions here take milliseconds; whoever holds the lock for longer than this hangs. */
    private static final int BUSY_MILLIS = 5_000;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Connection connection;

    private SqliteDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens the file, makes it and its folder where they are missing, and sets a file aside that is no database.
     *
     * @throws StoreException when it can be neither read nor made
     */
    public static SqliteDatabase open(Path file) {
        SqliteLibrary.announce();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Connection current = Files.exists(file) ? connectIfNewest(file) : null;
            return new SqliteDatabase(file, current != null ? current : prepare(file));
        } catch (SQLException | IOException | RuntimeException e) {
            throw StoreException.couldNotOpen(file.toString(), reason(e), e);
        }
    }

    /** A connection where nothing has to be done first; otherwise null. */
    private static Connection connectIfNewest(Path file) {
        Connection connection = null;
        try {
            connection = source(file).getConnection();
            if (SchemaMigration.isNewest(connection)) {
                return connection;
            }
        } catch (SQLException e) {
            LOG.debug("the database ({}) has to be prepared: {}", file, e.getMessage());
        } catch (StoreException e) {
            closeQuietly(connection);
            throw e;
        }
        closeQuietly(connection);
        return null;
    }

    /** Makes, repairs or migrates under a lock between processes, because SQLite itself has none around all that. */
    private static synchronized Connection prepare(Path file) throws IOException, SQLException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            String damage = Files.exists(file) ? damage(file) : null;
            if (damage != null) {
                setAside(file, damage);
            }
            if (!Files.exists(file)) {
                copyEmpty(file);
            }
            SQLiteDataSource source = source(file);
            Connection current = connectIfNewest(file);
            if (current == null) {
                SchemaMigration.migrate(source);
                current = source.getConnection();
            }
            return current;
        }
    }

    /** Flyway made it when the program was built: half a second less for a command's first start. */
    private static void copyEmpty(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (InputStream empty = SqliteDatabase.class.getResourceAsStream("/db/empty.db")) {
            Files.copy(empty, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What is wrong with the file, or null. */
    private static String damage(Path file) throws SQLException {
        try (Connection connection = source(file).getConnection()) {
            return Sql.first(connection, "PRAGMA quick_check(1)", row -> row.getString(1))
                    .filter(answer -> !answer.equals("ok"))
                    .orElse(null);
        } catch (SQLException e) {
            if (isBeyondRepair(e)) {
                return reason(e);
            }
            throw e;
        }
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // With a write-ahead log this loses at most the last transactions in a power cut, and never consistency.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        // Takes the write lock when a transaction begins: one that reads first could not wait for it later.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static boolean isBeyondRepair(SQLException error) {
        // The primary code is the low byte of SQLite's extended codes.
        int code = error.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static void setAside(Path file, String damage) throws IOException {
        String suffix = ".broken-" + STAMP.format(Instant.now());
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        LOG.warn(
                "the database ({}) is damaged ({}): set aside as {}, a new one begins",
                file,
                OneLine.of(damage, LONGEST_REASON),
                aside);
        for (String part : new String[] {"", "-wal", "-shm"}) {
            move(file.resolveSibling(file.getFileName() + part), file.resolveSibling(aside.getFileName() + part));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            LOG.debug("nothing to set aside at {}", from);
        }
    }

    @Override
    public synchronized <T> T run(Work<T> work) throws SQLException {
        return work.on(connection);
    }

    @Override
    public synchronized boolean giveUpAfter(SQLException error) {
        if (!isBeyondRepair(error)) {
            return false;
        }
        closeQuietly(connection);
        try {
            setAside(file, reason(error));
        } catch (IOException e) {
            LOG.warn("could not set the damaged database aside ({}): {}", file, reason(e));
        }
        return true;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public synchronized void close() {
        closeQuietly(connection);
    }

    static void closeQuietly(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            LOG.debug("closing the database: {}", e.getMessage());
        }
    }

    private static String reason(Exception e) {
        if (e instanceof FileSystemException file) {
            // Its message is nothing but the path.
            return file.getFile() + ": " + e.getClass().getSimpleName();
        }
        return OneLine.of(e.getMessage() == null ? e.toString() : e.getMessage(), LONGEST_REASON);
    }
}
