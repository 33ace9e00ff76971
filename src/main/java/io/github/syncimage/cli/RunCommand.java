package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** The daemon. A signal to stop is its only end, so stopping by one is success: docs/decisions/0033. */
@Command(name = "run", description = "Poll, mirror and answer until SIGTERM. The default command.")
final class RunCommand extends Subcommand {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Override
    public Integer call() throws InterruptedException {
        Beans beans = beans(options);
        beans.node().ifPresent(Logging::node);
        Flow flow = beans.daemon();
        start(flow);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(flow), "stop"));
        // Only the signal ends it.
        new CountDownLatch(1).await();
        return 0;
    }

    /**
     * Starts it, unless {@code check} would complain: Camel starts without a route that begins everything, and with
     * names that lead nowhere.
     *
     * @throws SettingsException with everything that is wrong with the routes
     */
    static void start(Flow flow) {
        List<Problem> problems = flow.problems();
        if (!problems.isEmpty()) {
            flow.close();
            throw new SettingsException(problems);
        }
        flow.warnings().forEach(warning -> LOG.warn("{}", warning));
        flow.start();
    }

    private static void stop(Flow flow) {
        flow.close();
        // Without this the JVM would tell of the signal (143), and a supervisor of a failure.
        Runtime.getRuntime().halt(0);
    }

    static Beans beans(ConfigOptions options) {
        Settings settings = options.loadForDaemon();
        return new Beans(
                settings,
                options.hosts(settings),
                options.home(),
                options.environment(),
                Beans.memory(settings),
                Clock.systemUTC());
    }
}
