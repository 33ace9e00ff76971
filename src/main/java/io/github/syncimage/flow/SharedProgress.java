package io.github.syncimage.flow;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.flow.answer.Progress.ImageProgress;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.store.ProgressRow;
import io.github.syncimage.store.ProgressTable;
import io.github.syncimage.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells the other daemons every two seconds, until it is closed, how far this one's images are, so that any of them can show all. */
public final class SharedProgress implements AutoCloseable {
    private static final int EVERY_SECONDS = 2;

    private final Progress progress;
    private final ProgressTable table;
    private final String node;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("tell-progress"));
    private boolean told;

    /** @param node by which the daemons tell each other apart */
    public SharedProgress(Progress progress, ProgressTable table, String node) {
        this.progress = progress;
        this.table = table;
        this.node = node;
        thread.scheduleWithFixedDelay(this::tell, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void tell() {
        List<ProgressRow> rows = progress.all().entrySet().stream()
                .flatMap(issue -> issue.getValue().stream().map(image -> row(issue.getKey(), image)))
                .toList();
        // Nothing twice says nothing new.
        if (told || !rows.isEmpty()) {
            table.tell(node, rows);
        }
        told = !rows.isEmpty();
    }

    private static ProgressRow row(IssueId issue, ImageProgress image) {
        Map<String, Object> json = Json.of(
                "target", Objects.toString(image.target(), null),
                "done", image.done(),
                "platforms", CurrentRequests.platforms(image));
        return new ProgressRow(
                issue.repository().toString(), issue.number(), image.source().toString(), json);
    }

    /** Reads what a daemon has told of an image. */
    static ImageProgress image(ProgressRow row) {
        String target = Json.text(row.progress(), "target");
        return new ImageProgress(
                ImageReference.parse(row.source()),
                target.isEmpty() ? null : ImageReference.parse(target),
                Json.flag(row.progress(), "done", false),
                Json.objects(row.progress(), "platforms").stream()
                        .map(SharedProgress::moving)
                        .toList());
    }

    private static Progress.Moving moving(Map<String, Object> platform) {
        long total = Json.number(platform, "total", -1);
        return new Progress.Moving(
                Platform.parse(Json.text(platform, "platform")),
                Json.number(platform, "moved", 0),
                total < 0 ? null : total);
    }

    /** Takes back what it has told. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(EVERY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (told) {
            table.tell(node, List.of());
        }
    }
}
