package io.github.syncimage.page.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    @TempDir
    private Path place;

    private Path site;

    @BeforeEach
    void name() {
        site = place.resolve("deeper/site");
    }

    @Test
    void isMadeWithTheFoldersAboveIt() throws IOException {
        replace("index.html", "one", "api/v1/catalogue.json", "{}");

        assertThat(contents()).containsOnlyKeys(Export.MARK, "api/v1/catalogue.json", "index.html");
        assertThat(contents()).containsEntry("index.html", "one");
        assertThat(beside()).containsExactly(".site.lock", "site");
    }

    @Test
    void isReplacedAsAWhole() throws IOException {
        replace("index.html", "one", "details/ab.json", "{}");
        replace("index.html", "two");

        assertThat(contents()).containsOnlyKeys(Export.MARK, "index.html").containsEntry("index.html", "two");
        assertThat(beside()).containsExactly(".site.lock", "site");
    }

    @Test
    void anEmptyFolderIsTaken() throws IOException {
        Files.createDirectories(site);
        replace("index.html", "one");

        assertThat(contents()).containsEntry("index.html", "one");
    }

    @Test
    void whatNoExportHasMadeStaysAsItIs() throws IOException {
        Files.createDirectories(site);
        Files.writeString(site.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> replace("index.html", "one"))
                .isInstanceOf(Export.NotAnExportException.class)
                .hasMessage(site + " is not an earlier export: it stays as it is (name another folder)");

        assertThat(contents()).containsOnlyKeys("thesis.txt");
    }

    @Test
    void neitherAFileNorALinkIsReplaced() throws IOException {
        Path elsewhere = Files.createDirectory(place.resolve("elsewhere"));
        Files.createDirectories(site.getParent());
        Files.createSymbolicLink(site, elsewhere);
        assertThatThrownBy(() -> replace("index.html", "one")).isInstanceOf(Export.NotAnExportException.class);
        Files.delete(site);
        Files.writeString(site, "a file");
        assertThatThrownBy(() -> replace("index.html", "one"))
                .isInstanceOf(Export.NotAnExportException.class)
                .hasMessage(site + " is no folder");

        assertThat(site).hasContent("a file");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void theRootIsNotReplaced() {
        assertThatThrownBy(() -> new Export(Path.of("/"), Map.of())).isInstanceOf(Export.NotAnExportException.class);
    }

    @Test
    void oneThatBreaksInTheMiddleLeavesTheOld() throws IOException {
        replace("index.html", "old");

        // The second cannot be written: its folder is a file by then.
        assertThatThrownBy(() -> replace("a", "new", "a/b", "new")).isInstanceOf(IOException.class);

        assertThat(contents()).containsEntry("index.html", "old");
        replace("index.html", "new");
        assertThat(contents()).containsOnlyKeys(Export.MARK, "index.html").containsEntry("index.html", "new");
        assertThat(beside()).containsExactly(".site.lock", "site");
    }

    /** What a process leaves that was killed while it wrote, or between the two renamings. */
    @Test
    void oneThatWasKilledLeavesTheOld() throws IOException {
        replace("index.html", "old");
        Files.createDirectories(site.resolveSibling(".site.new/half"));
        Files.move(site, site.resolveSibling(".site.old"));

        assertThatThrownBy(() -> replace("a", "new", "a/b", "new")).isInstanceOf(IOException.class);

        assertThat(contents()).containsEntry("index.html", "old");
    }

    @Test
    void oneThatWasKilledBeforeItTidiedUpLeavesTheNew() throws IOException {
        replace("index.html", "new");
        Files.createDirectories(site.resolveSibling(".site.old"));
        Files.writeString(site.resolveSibling(".site.old/index.html"), "old");

        replace("index.html", "newer");

        assertThat(contents()).containsEntry("index.html", "newer");
        assertThat(beside()).containsExactly(".site.lock", "site");
    }

    @Test
    void ofSeveralAtOnceEachIsWhole() throws Exception {
        Export shared = new Export(site, Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                byte[] content = ("round " + i).getBytes(StandardCharsets.UTF_8);
                running.add(threads.submit(() -> {
                    shared.replace(Map.of("a", content, "b/c", content));
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(contents().get("a")).isEqualTo(contents().get("b/c"));
        assertThat(beside()).containsExactly(".site.lock", "site");
    }

    private void replace(String... pathsAndContents) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            files.put(pathsAndContents[i], pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        new Export(site, Map.of()).replace(files);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(site.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private List<String> beside() throws IOException {
        try (Stream<Path> files = Files.list(site.getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
