package io.github.syncimage.store.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon's hold on an SQLite file: two would do the same work, because what a daemon has in work is in its memory. Other
 * commands use the file beside it. The system lets go of it whatever way the process ends.
 */
public final class SoleDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SoleDaemon.class);
    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private SoleDaemon(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param database the file; where no lock can be made beside it there is none, as there will be no database
     * @throws StoreException when another daemon has it
     */
    public static SoleDaemon of(Path database) {
        Path file = database.toAbsolutePath().resolveSibling(database.getFileName() + ".daemon");
        FileChannel channel = null;
        try {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                throw new StoreException("another daemon" + holder(channel) + " uses " + database, null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new SoleDaemon(channel);
        } catch (IOException e) {
            LOG.debug("no lock at {}", file, e);
            SqliteDatabase.closeQuietly(channel);
            return new SoleDaemon(null);
        } catch (StoreException e) {
            SqliteDatabase.closeQuietly(channel);
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException inThisProcess) {
            return true;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
        channel.read(pid);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8);
        return text.matches("[0-9]+") ? " (process " + text + ")" : "";
    }

    @Override
    public void close() {
        SqliteDatabase.closeQuietly(channel);
    }
}
