package io.github.syncimage.page.catalogue;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.page.Document;
import io.github.syncimage.text.OneLine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the export of a daemon: at its start, and when the catalogue or the answers have changed, once a minute at most. */
public final class ExportRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRounds.class);
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final int LONGEST_REASON = 300;

    private final Export export;
    private final Catalogue catalogue;
    private final Supplier<Map<String, Object>> meta;
    private final Feed feed;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("export-catalogue"));
    private String written = "";
    private String trouble = "";

    public ExportRounds(Export export, Catalogue catalogue, Supplier<Map<String, Object>> meta, Feed feed) {
        this.export = export;
        this.catalogue = catalogue;
        this.meta = meta;
        this.feed = feed;
    }

    public void start() {
        start(BETWEEN);
    }

    void start(Duration between) {
        thread.scheduleWithFixedDelay(this::round, 0, between.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        Optional<Snapshot> now = catalogue.now();
        if (now.isEmpty()) {
            // The log says already that the database cannot be read.
            return;
        }
        try {
            Document answers = feed.now();
            String version = now.get().revision() + " " + answers.tag();
            if (!version.equals(written)) {
                export.write(now.get(), meta.get(), answers);
                written = version;
                trouble = "";
                LOG.debug(
                        "exported the catalogue of {} images", now.get().rows().size());
            }
        } catch (Exception e) {
            // Tried again in the next round; the log is told once.
            String why = OneLine.of(e.getMessage() == null ? e.toString() : e.getMessage(), LONGEST_REASON);
            if (!why.equals(trouble)) {
                LOG.warn("could not export the catalogue: {}", why);
                trouble = why;
            }
        }
    }

    /** Waits for one that is being written: it is done in a moment. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
