package io.github.syncimage.scale;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make chaos} runs: each case has a fleet of its own, and tells what was seen. */
abstract class FleetRuns {
    @TempDir
    private Path folder;

    Fleet fleet;
    Report report;

    @BeforeEach
    final void open() throws Exception {
        fleet = new Fleet(folder);
        report = new Report();
    }

    @AfterEach
    final void close() {
        fleet.close();
    }
}
