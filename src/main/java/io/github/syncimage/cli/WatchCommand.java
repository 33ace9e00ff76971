package io.github.syncimage.cli;

import io.github.syncimage.app.WatchBeans;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.watch.EntryRun;
import io.github.syncimage.watch.EntryRun.Mode;
import io.github.syncimage.watch.EntryRun.TagOutcome;
import io.github.syncimage.watch.TagRecord;
import io.github.syncimage.watch.WatchEntry;
import io.github.syncimage.watch.WatchFile;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
final class WatchCommand extends Subcommand {
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
        List<WatchList.Access> access =
                lists.stream().flatMap(list -> list.access().stream()).toList();
        WatchList.Hosts hosts = new WatchList.Hosts(options.hosts(settings), () -> access);
        try (ResultOptions.Report written = results.openReport();
                OpenCopier open =
                        OpenCopier.withMemory(settings, settings.get(Keys.SIGNATURES), hosts, options.environment())) {
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
        List<Path> given = files.isEmpty() ? settings.get(Keys.WATCH_FILE) : files;
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
        lists.forEach(list -> list.warnings().forEach(this::warn));
        return lists;
    }

    private boolean run(WatchRunner runner, WatchList list, WatchEntry entry, ResultOptions.Report written) {
        Mode mode = new Mode(what.check, force, false);
        EntryRun run = runner.plan(list, entry, mode, outcome -> tell(outcome, written));
        if (!what.check) {
            for (var task : run.tasks()) {
                if (run.until() != null) {
                    break;
                }
                run.copy(task, CopyProgress.NONE);
            }
        }
        run.finish();
        String troubled = json(run);
        if (troubled != null) {
            written.add(troubled);
        }
        if (!results.json()) {
            out().println(run.summary());
        } else if (troubled != null) {
            out().println(troubled);
        }
        return run.well();
    }

    private void tell(TagOutcome outcome, ResultOptions.Report written) {
        String line = json(outcome);
        written.add(line);
        if (results.json()) {
            out().println(line);
        } else if (outcome.kind() != EntryRun.Kind.PRESENT) {
            out().println(text(outcome));
        }
    }

    /** One line. */
    private static String json(TagOutcome outcome) {
        TagRecord.Key key = outcome.tag().key();
        Map<String, Object> json = Json.withNulls("list", key.list(), "entry", key.entry(), "tag", key.tag());
        json.putAll(fields(outcome));
        if (outcome.before() != null) {
            json.put("previous", outcome.before().toString());
        }
        return Json.text(json);
    }

    private static Map<String, Object> fields(TagOutcome outcome) {
        String source = Objects.toString(outcome.source(), null);
        String target = outcome.tag().target().toString();
        if (outcome.result() != null) {
            return CopyOutcome.done(outcome.result()).fields();
        }
        if (outcome.failure() != null) {
            return CopyOutcome.of(source, target, outcome.failure()).fields();
        }
        return Json.withNulls(
                "outcome", outcome.kind().label(),
                "source", source,
                "target", target,
                "source_digest", Objects.toString(outcome.now(), null),
                "target_digest", Objects.toString(outcome.tag().targetDigest(), null));
    }

    /** The line of an entry that could not be gone through; null where it could. */
    private static String json(EntryRun run) {
        if (run.failure() == null && run.until() == null) {
            return null;
        }
        boolean waits = run.failure() == null;
        return Json.text(Json.withNulls(
                "list", run.list().name(),
                "entry", run.entry().id(),
                "outcome", waits ? "waiting" : "failed",
                "source", run.entry().source().toString(),
                "reason", waits ? "rate_limited" : "entry",
                "message", waits ? run.note() : run.failure(),
                "until", Objects.toString(run.until(), null)));
    }

    private static String text(TagOutcome outcome) {
        String name = outcome.source() == null
                ? outcome.tag().target().toString()
                : outcome.source() + " -> " + outcome.tag().target();
        String more =
                switch (outcome.kind()) {
                    case MIRRORED -> ", " + Sizes.text(outcome.result().moved()) + " sent";
                    case FAILED -> ": " + WatchRunner.reason(outcome.failure());
                    case GONE -> ": upstream has no " + outcome.tag().key().tag() + " any more; it stays";
                    default -> "";
                };
        String digests = outcome.before() == null ? "" : " (" + outcome.before() + " -> " + outcome.now() + ")";
        return String.format("  %-9s %s", outcome.kind().label(), name + digests + more);
    }
}
