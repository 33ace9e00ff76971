import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes jars smaller in a container image: {@code java ImageLibraries.java ARCHITECTURE LIB [JAR…]}, for all that are in the
 * folder LIB and for each JAR. ARCHITECTURE is {@code amd64} or {@code arm64}.
 *
 * <p>Takes out native code that is not for Linux (with glibc) on this architecture, and from jars what lies unpacked in LIB.
 * The rest is stored as it is: a registry's layers are compressed as a whole, which finds far more that is alike than a jar
 * does, whose files are compressed each for itself.
 */
public class ImageLibraries {
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a)");
    private static final Map<String, String> NAMES = Map.of("amd64", "amd64|x86_64", "arm64", "arm64|aarch64");

    private final Path lib;
    private final Pattern ours;

    private ImageLibraries(String architecture, Path lib) {
        this.lib = lib;
        ours = Pattern.compile("(?i)(?=.*linux)(?!.*(musl|android)).*(" + NAMES.get(architecture) + ").*");
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || !NAMES.containsKey(arguments[0])) {
            System.err.println("usage: java ImageLibraries.java amd64|arm64 LIB [JAR…]");
            System.exit(2);
        }
        Path lib = Path.of(arguments[1]);
        ImageLibraries libraries = new ImageLibraries(arguments[0], lib);
        for (Path file : filesBelow(lib)) {
            libraries.storeOrDelete(file);
        }
        for (String jar : List.of(arguments).subList(2, arguments.length)) {
            libraries.store(Path.of(jar));
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void storeOrDelete(Path file) throws IOException {
        if (file.toString().endsWith(".jar")) {
            store(file);
        } else if (!isNeeded(lib.relativize(file).toString())) {
            Files.delete(file);
        }
    }

    private void store(Path jar) throws IOException {
        Path stored = jar.resolveSibling(jar.getFileName() + ".stored");
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(stored))) {
            to.setMethod(ZipOutputStream.STORED);
            for (ZipEntry entry : (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
                // The name of a jar may say for which system its native code is.
                boolean needed = isNeeded(jar.getFileName() + "/" + entry.getName());
                if (needed && !Files.isRegularFile(lib.resolve(entry.getName()))) {
                    copy(from, entry, to);
                }
            }
        }
        Files.move(stored, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isNeeded(String path) {
        return !NATIVE.matcher(path).matches() || ours.matcher(path).matches();
    }

    private static void copy(ZipFile from, ZipEntry entry, ZipOutputStream to) throws IOException {
        byte[] content;
        try (InputStream in = from.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        copy.setSize(content.length);
        copy.setCrc(sum.getValue());
        to.putNextEntry(copy);
        to.write(content);
        to.closeEntry();
    }
}
