package io.github.syncimage.cli;

import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
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
        CopyOrder only = source == null ? null : CopyOrder.parse(source, target);
        Settings settings = options.settings();
        boolean byRules =
                only != null ? only.target() == null : lines.stream().anyMatch(line -> line.split("\\s+").length == 1);
        if (byRules && settings.target().registry() == null) {
            throw wrongUsage("a TARGET is needed where registries.generic.registry is not configured");
        }
        PlatformSelection wanted = asked != null ? asked : settings.platforms();
        try (ReportFile written = results.openReport();
                OpenCopier open = OpenCopier.withMemory(
                        settings,
                        signatures == null ? settings.signatures() : signatures,
                        options.hosts(settings),
                        options.environment())) {
            CopyJob job = new CopyJob(settings, open.copier(), wanted, dryRun);
            Consumer<CopyOutcome> told = outcome -> {
                print(outcome);
                written.add(CopyOutput.json(outcome));
            };
            if (!Terminal.watchesStderr()) {
                return exitCode(copy(job, only, lines, CopyProgress.NONE, told));
            }
            List<CopyOutcome> outcomes = copyWithBar(job, only, lines);
            outcomes.forEach(told);
            return exitCode(outcomes);
        }
    }

    private static int exitCode(List<CopyOutcome> outcomes) {
        return outcomes.stream().allMatch(CopyOutcome::succeeded) ? 0 : 1;
    }

    /** Results wait for the end of the bar, which would write over them. */
    private List<CopyOutcome> copyWithBar(CopyJob job, CopyOrder only, List<String> lines) {
        try (ProgressDisplay progress = new ProgressDisplay("copy")) {
            return copy(job, only, lines, progress, outcome -> {});
        }
    }

    private List<CopyOutcome> copy(
            CopyJob job, CopyOrder only, List<String> lines, CopyProgress progress, Consumer<CopyOutcome> told) {
        if (only == null) {
            return copyAll(job, lines, progress, told);
        }
        CopyOutcome outcome = job.run(only, progress);
        told.accept(outcome);
        return List.of(outcome);
    }

    /** Tells in the order of the list, each as soon as it and those before it are done. */
    private static List<CopyOutcome> copyAll(
            CopyJob job, List<String> lines, CopyProgress progress, Consumer<CopyOutcome> told) {
        ExecutorService images = Executors.newFixedThreadPool(Math.min(IMAGES_AT_ONCE, Math.max(1, lines.size())));
        try {
            List<Future<CopyOutcome>> outcomes = new ArrayList<>();
            for (String line : lines) {
                outcomes.add(images.submit(() -> copyLine(job, line, progress)));
            }
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
            return job.run(CopyOrder.parseLine(line), progress);
        } catch (InvalidReferenceException e) {
            return CopyOutcome.refused(line, null, "invalid_name", e.getMessage());
        }
    }

    private void print(CopyOutcome outcome) {
        boolean toStdout = results.json() || outcome.succeeded();
        (toStdout ? out() : err()).println(results.json() ? CopyOutput.json(outcome) : CopyOutput.text(outcome));
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
}
