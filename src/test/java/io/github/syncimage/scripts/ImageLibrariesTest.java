package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/ImageLibraries.java}, by which the container image gets its jars. */
class ImageLibrariesTest {
    private static final String DRIVER = "org/sqlite/native/Linux/x86_64/driver.so";
    private static final String DRIVER_FOR_ARM = "org/sqlite/native/Linux/aarch64/driver.so";

    @TempDir
    private Path lib;

    @Test
    void keepsTheNativeCodeOfOneArchitectureOfLinux() throws Exception {
        Path jar = jar(
                "zstd.jar",
                "linux/amd64/z.so",
                "linux/aarch64/z.so",
                "linux/s390x/z.so",
                "darwin/aarch64/z.dylib",
                "Linux-Musl/x86_64/z.so",
                "win/amd64/z.dll",
                "freebsd/amd64/z.so",
                "Some.class");
        Path named = jar("epoll-linux-x86_64.jar", "META-INF/native/epoll_x86_64.so");

        run("amd64", lib.toString());

        assertThat(names(jar)).containsExactly("linux/amd64/z.so", "Some.class");
        assertThat(names(named)).containsExactly("META-INF/native/epoll_x86_64.so");

        run("arm64", lib.toString());

        assertThat(names(jar)).containsExactly("Some.class");
        assertThat(names(named)).isEmpty();
    }

    @Test
    void whatLiesBesideTheJarsIsNotInThemAsWell() throws Exception {
        Path jar = jar("sqlite.jar", DRIVER, DRIVER_FOR_ARM, "Some.class");
        for (String file : List.of(DRIVER, DRIVER_FOR_ARM)) {
            Files.createDirectories(lib.resolve(file).getParent());
            Files.writeString(lib.resolve(file), file);
        }

        run("arm64", lib.toString());

        assertThat(lib.resolve(DRIVER)).doesNotExist();
        assertThat(lib.resolve(DRIVER_FOR_ARM)).hasContent(DRIVER_FOR_ARM);
        assertThat(names(jar)).containsExactly("Some.class");
    }

    @Test
    void storesTheRestAsItWas() throws Exception {
        Path jar = jar("library.jar", "META-INF/MANIFEST.MF", "Some.class");
        Path program = jar("elsewhere/program.jar", "META-INF/MANIFEST.MF", "Main.class");
        List<String> before = Stream.concat(contents(jar), contents(program)).toList();

        run("amd64", lib.toString(), program.toString());

        assertThat(Stream.concat(contents(jar), contents(program))).containsExactlyElementsOf(before);
        try (ZipFile zip = new ZipFile(program.toFile())) {
            assertThat(zip.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
        }
    }

    private Path jar(String name, String... entries) throws IOException {
        Path jar = lib.resolve(name);
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.repeat(100).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static List<String> names(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private static Stream<String> contents(Path jar) throws IOException {
        List<String> contents = new ArrayList<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                String content = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                contents.add(entry.getName() + " of " + entry.getTimeLocal() + ": " + content);
            }
        }
        return contents.stream();
    }

    private static void run(String... arguments) {
        Stream<String> java = Stream.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "scripts/ImageLibraries.java");
        ShellCommand.run(
                        Path.of(""),
                        Map.of(),
                        Stream.concat(java, Stream.of(arguments)).toArray(String[]::new))
                .orThrow();
    }
}
