package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on stderr over all copies of a command. Loaded only where a terminal shows it. */
public final class ProgressDisplay implements CopyProgress, AutoCloseable {
    private static final long MEBIBYTE = 1L << 20;

    private final ProgressBar bar;
    private long expected;

    public ProgressDisplay(String task) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(0)
                .setUnit(" MiB", MEBIBYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build();
    }

    @Override
    public synchronized void expected(long bytes) {
        expected += bytes;
        bar.maxHint(expected);
    }

    @Override
    public void arrived(long bytes) {
        bar.stepBy(bytes);
    }

    @Override
    public void close() {
        bar.close();
    }
}
