package io.github.syncimage.flow.watch;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.World;
import io.github.syncimage.image.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A world with one list, {@code base}, and an image that it may watch. */
abstract class WatchedList {
    static final SampleImage ONE = LoopbackImages.index("one", "linux/amd64", "linux/arm64");
    static final SampleImage TWO = LoopbackImages.index("two", "linux/amd64", "linux/arm64");

    @RegisterExtension
    final World world = new World().withQuickWatches();

    final Path list = world.folder.resolve("configs/base.yml");

    @BeforeEach
    void watch() {
        world.with("watch.file", list.toString()).upstream.add("a/app", "1.0", ONE);
    }

    void write(String entry) {
        world.write(list, "sync:\n- " + entry + "\n");
    }

    Digest target(String repository, String tag) {
        return world.target
                .manifest("mirrored/" + repository, tag)
                .map(manifest -> manifest.digest())
                .orElse(null);
    }
}
