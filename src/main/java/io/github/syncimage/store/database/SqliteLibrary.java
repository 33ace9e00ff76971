package io.github.syncimage.store.database;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite's native code as the build unpacked it beside the driver's jar. Without this the driver unpacks it at every
 * start into a temporary file, looks at each byte of it, and leaves it there when the process is killed.
 */
final class SqliteLibrary {
    private static final String PROPERTY = "org.sqlite.lib.path";

    /** What Java calls a processor, and the driver's folder for it. */
    private static final Map<String, String> FOLDERS = Map.of("amd64", "x86_64", "aarch64", "aarch64");

    private SqliteLibrary() {}

    /** Tells the driver where it lies; elsewhere the driver goes on to unpack its own. */
    static void announce() {
        String folder = FOLDERS.get(System.getProperty("os.arch"));
        boolean unpacked = System.getProperty("os.name").equals("Linux") && folder != null && !isMusl(folder);
        Path library = unpacked ? besideTheDriver("org/sqlite/native/Linux/" + folder) : null;
        if (library != null && System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, library.toString());
        }
    }

    /** Alpine's C library cannot load it, and the driver would complain before it tries another one. */
    private static boolean isMusl(String processor) {
        return Files.exists(Path.of("/lib/ld-musl-" + processor + ".so.1"));
    }

    private static Path besideTheDriver(String path) {
        try {
            CodeSource driver = SQLiteDataSource.class.getProtectionDomain().getCodeSource();
            Path folder = Path.of(driver.getLocation().toURI()).resolveSibling(path);
            return Files.isDirectory(folder) ? folder : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
