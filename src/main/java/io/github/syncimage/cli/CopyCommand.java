package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies one image, or each of a list, now and without the daemon. */
@Command(name = "copy", description = "Copy one image now, or each of a list.")
public final class CopyCommand extends Subcommand {
    /** While one image waits for round trips, others use the line; more than a few would only share the same blobs' bound. */
    private static final int IMAGES_AT_ONCE = 4;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SOURCE", description = "Image to copy.")
    private String source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET",
            description = "Where it goes; by the rules when left out.")
    private String target;

    @Option(
            names = "--platform",
            paramLabel = "P[,P]",
            description = "Platforms to copy, or 'all'; those of the configuration when left out.")
    private String platform;

    @Option(names = "--list", paramLabel = "FILE", description = "Copy many: a line 'SOURCE [TARGET]' each.")
    private Path list;

    @Option(
            names = "--signatures",
            paramLabel = "MODE",
            description = "Signatures and other referrers: auto, off or required; as configured when left out.")
    private SignatureMode signatures;

    @Option(names = "--dry-run", description = "Say what would be moved; nothing is written.")
    private boolean dryRun;

    @Mixin
    private ResultOptions results;

    @Override
    public Integer call() {
        if ((source == null) == (list == null)) {
            throw wrongUsage("give either SOURCE or --list");
        }
        PlatformSelection asked = platform == null ? null : PlatformSelection.asked(platform);
        List<String> lines = list == null ? List.of() : lines();
        CopyJob.Order only = source == null ? null : CopyJob.Order.parse(source, target);
        Settings settings = options.settings();
        boolean byRules =
                only != null ? only.target() == null : lines.stream().anyMatch(line -> line.split("\\s+").length == 1);
        if (byRules && settings.get(Keys.TARGET_REGISTRY) == null) {
            throw wrongUsage("a TARGET is needed where registries.generic.registry is not configured");
        }
        PlatformSelection wanted = asked != null ? asked : settings.get(Keys.PLATFORMS);
        try (ResultOptions.Report written = results.openReport();
                OpenCopier open = OpenCopier.withMemory(
                        settings,
                        signatures == null ? settings.get(Keys.SIGNATURES) : signatures,
                        options.hosts(settings),
                        options.environment())) {
            CopyJob job = new CopyJob(settings, open.copier(), wanted, dryRun);
            List<Function<CopyProgress, CopyOutcome>> copies = only != null
                    ? List.of(progress -> job.run(only, progress))
                    : lines.stream()
                            .<Function<CopyProgress, CopyOutcome>>map(line -> progress -> copyLine(job, line, progress))
                            .toList();
            Consumer<CopyOutcome> told = outcome -> {
                print(outcome);
                written.add(outcome.json());
            };
            boolean watched = watchesStderr();
            List<CopyOutcome> outcomes = watched ? copyWithBar(copies) : copy(copies, CopyProgress.NONE, told);
            if (watched) {
                outcomes.forEach(told);
            }
            return outcomes.stream().allMatch(CopyOutcome::succeeded) ? 0 : 1;
        }
    }

    /** Results wait for the end of the bar, which would write over them. */
    private static List<CopyOutcome> copyWithBar(List<Function<CopyProgress, CopyOutcome>> copies) {
        try (Bar progress = new Bar()) {
            return copy(copies, progress, outcome -> {});
        }
    }

    /** Tells in the order of the list, each as soon as it and those before it are done. */
    private static List<CopyOutcome> copy(
            List<Function<CopyProgress, CopyOutcome>> copies, CopyProgress progress, Consumer<CopyOutcome> told) {
        ExecutorService images = Executors.newFixedThreadPool(Math.min(IMAGES_AT_ONCE, Math.max(1, copies.size())));
        try {
            List<Future<CopyOutcome>> outcomes = new ArrayList<>();
            copies.forEach(image -> outcomes.add(images.submit(() -> image.apply(progress))));
            List<CopyOutcome> done = new ArrayList<>();
            for (Future<CopyOutcome> outcome : outcomes) {
                done.add(outcome.get());
                told.accept(done.get(done.size() - 1));
            }
            return done;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            images.shutdownNow();
        }
    }

    private static CopyOutcome copyLine(CopyJob job, String line, CopyProgress progress) {
        try {
            return job.run(CopyJob.Order.parseLine(line), progress);
        } catch (InvalidReferenceException e) {
            return CopyOutcome.refused(line, null, "invalid_name", e.getMessage());
        }
    }

    private void print(CopyOutcome outcome) {
        boolean toStdout = results.json() || outcome.succeeded();
        (toStdout ? out() : err()).println(results.json() ? outcome.json() : outcome.text());
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(list).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw wrongUsage("cannot read the list (" + list + "): " + reason, e);
        }
    }

    /** Returns whether a person watches stderr. Java only knows about stdin and stdout together, Linux about each. */
    private static boolean watchesStderr() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    /** A bar on stderr over all copies of a command. Loaded only where a terminal shows it. */
    private static final class Bar implements CopyProgress, AutoCloseable {
        private final ProgressBar bar;
        private long expected;

        Bar() {
            bar = new ProgressBarBuilder()
                    .setTaskName("copy")
                    .setInitialMax(0)
                    .setUnit(" MiB", 1L << 20)
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
}
