package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.demo.Stage;
import io.github.syncimage.demo.Story;
import io.github.syncimage.demo.Traffic;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Settings;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Runs the routes of this installation against stand-ins on loopback. Of what is configured only the language and the
 * log level count, so that it works before anything is configured and touches nobody's registry.
 */
@Command(
        name = "demo",
        description = {
            "Run the whole pipeline inside this process on loopback, and show what happened.",
            "Reads the routes and templates, but no configuration; REPORT_LANGUAGE=en shows the English answer.",
            "With --hold it stays up with the page and the operator's view, and requests that go on moving."
        })
final class DemoCommand extends Subcommand {
    /** It takes a few seconds, half a minute on a machine that has much else to do; after these something hangs. */
    private static final int PATIENCE_SECONDS = 120;

    /** How often the demo looks whether the issue is closed. */
    private static final int LOOK_MILLIS = 20;

    /** What somebody who looks at the demo may want to choose. */
    private static final Set<String> FROM_OUTSIDE = Set.of("REPORT_LANGUAGE", "LOG_LEVEL", "LOG_FORMAT", "DEBUG");

    /** Time for a new request to come, where another was answered. */
    private static final int TRAFFIC_MILLIS = 2000;

    @Option(names = "--hold", description = "Stay up, with the page and the operator's view, until Ctrl-C.")
    private boolean hold;

    private volatile Flow holding;

    @Override
    public Integer call() {
        Home home = options.home();
        if (!Files.isDirectory(home.routes())) {
            throw wrongUsage("no folder routes/ here or beside the jar; SYNC_IMAGE_HOME can name its parent");
        }
        try (Stage stage = hold ? Stage.withPages() : new Stage()) {
            // An interrupted demo leaves nothing behind either.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stage), "stop"));
            Story story = new Story(stage, out());
            story.begin(home.routes());
            OutcomeCounters counters = run(stage, story, home);
            counters.lastTrouble().ifPresent(err()::println);
            return stage.wentWell() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    // A demo that was to stay until somebody ends it has done what it should.
    private void stop(Stage stage) {
        Flow held = holding;
        if (held != null) {
            held.close();
        }
        stage.close();
        if (held != null) {
            Runtime.getRuntime().halt(ExitCode.OK);
        }
    }

    /** Returns when somebody interrupts it. */
    private void hold(Stage stage, Story story, Flow flow) {
        holding = flow;
        story.stays();
        Traffic traffic = new Traffic(stage);
        try {
            while (true) {
                traffic.goOn();
                Thread.sleep(TRAFFIC_MILLIS);
            }
        } catch (InterruptedException ended) {
            holding = null;
        }
    }

    private OutcomeCounters run(Stage stage, Story story, Home home) {
        Settings settings = options.settingsOf(stage.config(), FROM_OUTSIDE);
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try (Flow flow = new Beans(settings, home, Map.of(), Beans.memory(settings)).daemon()) {
            watch.schedule(Thread.currentThread()::interrupt, PATIENCE_SECONDS, TimeUnit.SECONDS);
            RunCommand.start(flow);
            // It has looked, and there is nothing: what follows is the webhook's.
            flow.awaitDone();
            OutcomeCounters counters = flow.parts().counters();
            Instant start = Instant.now();
            stage.open();
            story.opened();
            story.told(stage.tell());
            while (!stage.answered() && counters.noneFailed()) {
                Thread.sleep(LOOK_MILLIS);
            }
            flow.awaitDone();
            story.end(Duration.between(start, Instant.now()));
            watch.shutdownNow();
            if (hold) {
                hold(stage, story, flow);
            }
            return counters;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the demo did not come to its end in " + PATIENCE_SECONDS + " s", e);
        } finally {
            watch.shutdownNow();
        }
    }
}
