package io.github.syncimage.flow.watch;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.World;
import io.github.syncimage.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A world with one list, {@code base}, and an image that it may watch. */
abstract class WatchedList {
    static final SampleImage ONE = LoopbackImages.index("one", "linux/amd64", "linux/arm64");
    static final SampleImage TWO = LoopbackImages.index("two", "linux/amd64", "linux/arm64");

    @TempDir
    Path folder;

    World world;
    Path list;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder).withQuickWatches();
        list = folder.resolve("configs/base.yml");
        world.with("watch.file", list.toString());
        world.upstream.add("a/app", "1.0", ONE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    void write(String entry) throws IOException {
        Files.write(list, List.of("sync:", "- " + entry));
    }

    Digest target(String repository, String tag) {
        return world.target
                .manifest("mirrored/" + repository, tag)
                .map(manifest -> manifest.digest())
                .orElse(null);
    }
}
