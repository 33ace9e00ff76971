package io.github.syncimage.page.catalogue;

import io.github.syncimage.page.Document;
import io.github.syncimage.page.Meta;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the catalogue as files, at the paths at which a daemon serves it, into a folder that is replaced as a whole. What
 * is new is written beside it and takes its place by renaming; a process that dies on the way leaves the old one, at the
 * latest when the next one comes.
 */
public final class Export {
    /** In each export, so that nothing else is ever replaced by one. */
    static final String MARK = ".sync-image-export";

    /** Something is there that no export has made; it stays as it is. The message names it. */
    public static final class NotAnExportException extends RuntimeException {
        private NotAnExportException(String message) {
            super(message);
        }
    }

    private final Path folder;
    private final Path fresh;
    private final Path old;
    private final Path lock;
    private final Map<String, Document> assets;

    /**
     * @param folder made where it is missing; the files beside it begin with a dot and its name
     * @param assets files of the page, by their paths
     */
    public Export(Path folder, Map<String, Document> assets) {
        this.folder = folder.toAbsolutePath().normalize();
        this.fresh = beside(".new");
        this.old = beside(".old");
        this.lock = beside(".lock");
        this.assets = assets;
    }

    private Path beside(String ending) {
        if (folder.getFileName() == null) {
            throw new NotAnExportException(folder + " cannot be replaced");
        }
        return folder.resolveSibling("." + folder.getFileName() + ending);
    }

    /**
     * Replaces what is there.
     *
     * @param meta what {@code meta.json} says, to which the time and the counts are added
     * @throws NotAnExportException when something else is there; it stays as it is
     * @throws IOException when the folder cannot be written, or the database cannot be read; the old one is there then
     */
    public void write(Snapshot catalogue, Map<String, Object> meta, Document feed) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        assets.forEach((path, asset) -> files.put(path, asset.bytes()));
        // GitHub Pages would leave out what begins with an underscore, and take its time.
        files.put(".nojekyll", new byte[0]);
        files.put(CatalogueSite.WHOLE, catalogue.whole().bytes());
        files.put(Feed.PATH, feed.bytes());
        for (String part : catalogue.parts()) {
            Document details = catalogue
                    .part(part)
                    .orElseThrow(() -> new IOException("the database cannot be read; the log says why"));
            files.put(CatalogueSite.DETAILS + part + ".json", details.bytes());
        }
        Map<String, Object> dated = new TreeMap<>(meta);
        dated.putAll(catalogue.counts());
        dated.put("at", catalogue.at().toString());
        files.put(Meta.PATH, Json.write(dated));
        replace(files);
    }

    /** @param files by their paths below the folder */
    synchronized void replace(Map<String, byte[]> files) throws IOException {
        Files.createDirectories(folder.getParent());
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            restore();
            refuseUnlessExport();
            delete(fresh);
            write(files);
            if (Files.exists(folder)) {
                rename(folder, old);
            }
            rename(fresh, folder);
            delete(old);
        }
    }

    // After a process that died between the two renamings.
    private void restore() throws IOException {
        if (Files.exists(old) && !Files.exists(folder)) {
            rename(old, folder);
        }
        delete(old);
    }

    private void refuseUnlessExport() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotAnExportException(folder + " is no folder");
        }
        if (!Files.exists(folder.resolve(MARK)) && !isEmpty(folder)) {
            throw new NotAnExportException(
                    folder + " is not an earlier export: it stays as it is (name another folder)");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private void write(Map<String, byte[]> files) throws IOException {
        Files.createDirectory(fresh);
        Files.write(fresh.resolve(MARK), new byte[0]);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = fresh.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Where the folder is a volume of its own: its message alone names two paths and no reason.
            throw new IOException(
                    from + " cannot be renamed to " + to.getFileName() + " (" + e.getReason()
                            + "); an export needs a folder within a volume, not the volume itself",
                    e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
