package io.github.syncimage.cli;

import io.github.syncimage.app.WatchBeans;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.watch.RegistryAccess;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchFile;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.run.EntryPlan;
import io.github.syncimage.watch.run.ListAccess;
import io.github.syncimage.watch.run.RunMode;
import io.github.syncimage.watch.run.TagOutcome;
import io.github.syncimage.watch.run.WatchMemory;
import io.github.syncimage.watch.run.WatchRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes through watch lists once, now: for cron, GitHub Actions, and to see what a list means before it counts. */
@Command(
        name = "watch",
        description =
                "Go through watch lists once: exit 0 where all went well, 1 where tags could not be listed, or one "
                        + "failed or has to wait.")
public final class WatchCommand extends Subcommand {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A list; may be given twice. Those of watch.file when left out.")
    private List<Path> files = new ArrayList<>();

    @ArgGroup(multiplicity = "1")
    private What what;

    private static final class What {
        @Option(names = "--check", description = "Say what would be copied and deleted; nothing is sent.")
        private boolean check;

        @Option(names = "--once", description = "Copy what has moved.")
        private boolean once;
    }

    @Option(names = "--force", description = "Also where that is more at once than watch.largest_step.")
    private boolean force;

    @Mixin
    private ResultOptions results;

    @Override
    public Integer call() {
        Settings settings = options.settings();
        List<WatchList> lists = lists(settings);
        List<RegistryAccess> access =
                lists.stream().flatMap(list -> list.access().stream()).toList();
        ListAccess hosts = new ListAccess(options.hosts(settings), () -> access);
        try (ReportFile written = results.openReport();
                OpenCopier open =
                        OpenCopier.withMemory(settings, settings.signatures(), hosts, options.environment())) {
            WatchMemory memory = open.watched();
            WatchRunner runner = new WatchRunner(
                    open.client(), open.copier(), memory, WatchBeans.scope(settings), Clock.systemUTC(), () -> {});
            boolean well = true;
            for (WatchList list : lists) {
                if (!what.check) {
                    memory.retain(
                            list.name(),
                            list.entries().stream().map(WatchEntry::id).toList());
                }
                for (WatchEntry entry : list.entries()) {
                    well &= run(runner, list, entry, written);
                }
            }
            return well ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private List<WatchList> lists(Settings settings) {
        List<Path> given = files.isEmpty() ? settings.watch().files() : files;
        if (given.isEmpty()) {
            throw wrongUsage("give --file, or watch.file in the configuration");
        }
        WatchFile reader = WatchBeans.reader(settings, options.environment());
        List<Problem> problems = new ArrayList<>();
        List<WatchList> lists = new ArrayList<>();
        for (Path file : given) {
            try {
                lists.add(reader.read(file));
            } catch (SettingsException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        lists.forEach(list -> list.warnings().forEach(warning -> err().println("warning: " + warning)));
        return lists;
    }

    private boolean run(WatchRunner runner, WatchList list, WatchEntry entry, ReportFile written) {
        RunMode mode = new RunMode(what.check, force, false);
        EntryPlan plan = runner.plan(list, entry, mode, outcome -> tell(outcome, written));
        if (!what.check) {
            for (var task : plan.tasks()) {
                if (plan.until() != null) {
                    break;
                }
                runner.copy(plan, task, CopyProgress.NONE);
            }
        }
        runner.finish(plan);
        String troubled = WatchOutput.json(plan);
        if (troubled != null) {
            written.add(troubled);
        }
        if (!results.json()) {
            out().println(plan.summary());
        } else if (troubled != null) {
            out().println(troubled);
        }
        return plan.well();
    }

    private void tell(TagOutcome outcome, ReportFile written) {
        String line = WatchOutput.json(outcome);
        written.add(line);
        if (results.json()) {
            out().println(line);
        } else if (outcome.kind() != TagOutcome.Kind.PRESENT) {
            out().println(WatchOutput.text(outcome));
        }
    }
}
