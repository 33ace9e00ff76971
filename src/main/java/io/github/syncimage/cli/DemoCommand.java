package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.cli.start.ConfigOptions;
import io.github.syncimage.demo.Stage;
import io.github.syncimage.demo.Story;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the routes of this installation against stand-ins on loopback. Of what is configured only the language and the
 * log level count, so that it works before anything is configured and touches nobody's registry.
 */
@Command(
        name = "demo",
        description = {
            "Run the whole pipeline inside this process on loopback, and show what happened.",
            "Reads the routes and templates, but no configuration; REPORT_LANGUAGE=en shows the English answer."
        })
final class DemoCommand implements Callable<Integer> {
    /** It takes a few seconds, half a minute on a machine that has much else to do; after these something hangs. */
    private static final int PATIENCE_SECONDS = 120;

    /** How often the demo looks whether the issue is closed. */
    private static final int LOOK_MILLIS = 20;

    /** What somebody who looks at the demo may want to choose. */
    private static final Set<String> FROM_OUTSIDE = Set.of("REPORT_LANGUAGE", "LOG_LEVEL", "LOG_FORMAT", "DEBUG");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() {
        Home home = options.home();
        if (!Files.isDirectory(home.routes())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no folder routes/ here or beside the jar; SYNC_IMAGE_HOME can name its parent");
        }
        try (Stage stage = new Stage()) {
            // An interrupted demo leaves nothing behind either.
            Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
            Story story = new Story(stage, spec.commandLine().getOut());
            story.begin(home.routes());
            OutcomeCounters counters = run(stage, story, home);
            counters.lastTrouble().ifPresent(spec.commandLine().getErr()::println);
            return stage.wentWell() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private OutcomeCounters run(Stage stage, Story story, Home home) {
        Settings settings = options.settingsOf(stage.config(), FROM_OUTSIDE);
        MirrorStore store = MirrorStore.openInBackground(
                settings.app().dataDir(), settings.app().databaseUrl());
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try (Flow flow = new Beans(settings, home, Map.of(), store).daemon()) {
            watch.schedule(Thread.currentThread()::interrupt, PATIENCE_SECONDS, TimeUnit.SECONDS);
            RunCommand.start(flow);
            // It has looked, and there is nothing: what follows is the webhook's.
            flow.awaitDone();
            OutcomeCounters counters = flow.parts().counters();
            Instant start = Instant.now();
            stage.open();
            story.opened();
            story.told(stage.tell());
            while (stage.gitHub().issue(stage.issue()).open() && counters.noneFailed()) {
                Thread.sleep(LOOK_MILLIS);
            }
            flow.awaitDone();
            story.end(Duration.between(start, Instant.now()));
            return counters;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the demo did not come to its end in " + PATIENCE_SECONDS + " s", e);
        } finally {
            watch.shutdownNow();
        }
    }
}
