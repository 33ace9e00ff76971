package io.github.syncimage.flow;

import io.github.syncimage.flow.answer.Notices;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.flow.watch.WatchRounds;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.Hearing;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.http.RateLimits;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.webhook.Deliveries;
import io.github.syncimage.port.OwnPort;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.text.OneLine;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running integration: the routes of a folder, and what they call. Started once, closed once. */
public final class Flow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
    private static final int LONGEST_REASON = 200;
    private static final Duration LONGEST_TELLING = Duration.ofMinutes(2);

    /** What was broken off ends by itself within a moment; Camel, where it has to break off routes, logs exceptions. */
    private static final int TO_END_IN_ORDER = 3;

    private final Main camel;
    private final Map<String, Object> beans;
    private final RouteFolder folder;
    private final RouteCheck check;
    private final Parts parts;
    private final Stopping stopping;
    private final List<AutoCloseable> owned;
    private final Properties properties;
    private final Object closing = new Object();
    private boolean closed;

    /**
     * The beans that those outside of the routes ask too.
     *
     * @param page opens what people look at
     */
    public record Parts(
            RunsInProgress runs,
            RunsOverview overview,
            OutcomeCounters counters,
            RateLimits limits,
            Repositories repositories,
            Conditions conditions,
            Hearing hearing,
            Deliveries deliveries,
            WatchRounds watches,
            Notices notices,
            Runnable page,
            OperatorView operator) {}

    /**
     * What the routes mean by <code>{{…}}</code>.
     *
     * @param fixed by the configuration
     * @param defaults that {@code file}, where it exists, or the environment may change
     * @param httpHost address at which {@code httpPort} is opened
     * @param httpPort for health, metrics and the operator's view, 0 for none
     */
    public record Properties(
            Map<String, String> fixed, Map<String, String> defaults, Path file, String httpHost, int httpPort) {
        private java.util.Properties all() {
            java.util.Properties all = new java.util.Properties();
            all.putAll(defaults);
            all.putAll(fromFile());
            all.putAll(fixed);
            return all;
        }

        private java.util.Properties fromFile() {
            java.util.Properties properties = new java.util.Properties();
            // A link that leads nowhere is there, and so may be what lies in a folder that cannot be looked into.
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                return properties;
            }
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
                return properties;
            } catch (CharacterCodingException notText) {
                throw unreadable("the file is not UTF-8 text");
            } catch (IOException | IllegalArgumentException broken) {
                throw unreadable("the file cannot be read: " + OneLine.of(broken, LONGEST_REASON));
            }
        }

        private SettingsException unreadable(String reason) {
            return new SettingsException(List.of(new Problem(file.toString(), null, reason)));
        }
    }

    /**
     * How it comes to its end.
     *
     * @param patience how long what is in flight may take to finish; asked when the end begins
     * @param last closed in this order when nothing runs any more: what others are told of the end by
     */
    public record Stopping(Supplier<Duration> patience, List<AutoCloseable> last) {
        /** Where nobody else goes on with what is in flight. */
        public static final Duration ALONE = Duration.ofSeconds(20);

        /** Where somebody does: what is small still ends here. */
        public static final Duration AMONG_OTHERS = Duration.ofSeconds(5);
    }

    /**
     * @param folder of the YAML files
     * @param classes that know the components which the routes name
     * @param beans by the names that the routes use
     * @param owned closed after the routes, in this order
     * @throws SettingsException where the file of properties is there and cannot be read
     */
    public Flow(
            RouteFolder folder,
            ClassLoader classes,
            Properties properties,
            Map<String, Object> beans,
            Parts parts,
            Stopping stopping,
            AutoCloseable... owned) {
        this.camel = new Main() {
            @Override
            protected CamelContext createCamelContext() {
                return new RoutesContext(registry, classes);
            }
        };
        // Whoever ends the program closes this. Camel's own hook for that waits for the end; where both come at one
        // moment, Camel has the thread that closes this do the waiting, for 15 seconds more than it has time.
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
        this.parts = parts;
        this.stopping = stopping;
        this.beans = Map.copyOf(beans);
        this.folder = folder;
        this.check = new RouteCheck(this.beans, properties.all(), classes);
        this.owned = List.of(owned);
        camel.setPropertyPlaceholderLocations("file:" + properties.file().toAbsolutePath() + ";optional=true");
        // A line that says how many routes there are, not one for each.
        camel.addInitialProperty("camel.main.startupSummaryLevel", "Brief");
        // Each queue's reader learns of a stop when it has waited so long in vain, one queue after the other: with
        // Camel's second a stop took three.
        camel.addInitialProperty("camel.component.seda.default-poll-timeout", "100");
        properties.defaults().forEach(camel::addInitialProperty);
        properties.fixed().forEach(camel::addOverrideProperty);
        this.beans.forEach(camel::bind);
        camel.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport main) {
                // Routes hand an issue on as a number where a component wants one.
                TypeConverterRegistry converters = main.getCamelContext().getTypeConverterRegistry();
                converters.addTypeConverter(
                        Long.class,
                        IssueId.class,
                        new SimpleTypeConverter(false, (type, exchange, issue) -> ((IssueId) issue).number()));
                converters.addTypeConverter(
                        Integer.class, IssueId.class, new SimpleTypeConverter(false, (type, exchange, issue) ->
                                (int) ((IssueId) issue).number()));
                if (properties.httpPort() > 0) {
                    try {
                        // Camel's management server uses it where it would open one of its own.
                        main.getCamelContext()
                                .addService(
                                        new OperatorPort(
                                                properties.httpHost(),
                                                properties.httpPort(),
                                                parts.conditions(),
                                                OwnPort.Bounds.USUAL),
                                        true,
                                        false);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        });
        camel.bind("flowCounts", parts.operator().counts());
        camel.bind("readiness", new Readiness(parts.conditions()));
        camel.configure()
                .withName("sync-image")
                .withShutdownLogInflightExchangesOnTimeout(false)
                .withAutoConfigurationLogSummary(false);
        this.properties = properties;
    }

    private void observe() {
        int port = properties.httpPort();
        // Full: what a condition says is shown though the whole is UP.
        camel.configure().health().withEnabled(port > 0).withExposureLevel("full");
        camel.configure().metrics().withEnabled(port > 0);
        if (port > 0) {
            camel.configure()
                    .httpManagementServer()
                    .withEnabled(true)
                    .withHost(properties.httpHost())
                    .withPort(port)
                    .withHealthCheckEnabled(true)
                    .withMetricsEnabled(true);
        }
    }

    /**
     * Loads the routes and begins to poll.
     *
     * @throws IllegalStateException when they cannot be started; the message says why, with file and line
     */
    public void start() {
        observe();
        try {
            camel.configure().withRoutesIncludePattern(pattern());
            camel.start();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("could not start the routes: " + RouteProblem.of(e), e);
        }
        MeterRegistry registry = context().getRegistry().findSingleByType(MeterRegistry.class);
        if (registry != null) {
            SharedWork shared = context().getRegistry().lookupByNameAndType(SharedWork.NAME, SharedWork.class);
            Meters.register(registry, parts, shared);
        }
        RouteReloader reloader = new RouteReloader(
                context(), folder, check, parts.runs(), parts.operator().watch(context(), folder));
        parts.operator().open(context(), properties.httpPort());
        parts.page().run();
        parts.notices().lines().open(context().createProducerTemplate());
        ScheduledExecutorService looks =
                context().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "reload-routes");
        looks.scheduleWithFixedDelay(reloader, 1, 1, TimeUnit.SECONDS);
        looks.scheduleWithFixedDelay(parts.notices()::look, 5, 5, TimeUnit.SECONDS);
    }

    /** Without a route Camel would wait for ever for one to come. */
    private String pattern() {
        String pattern = folder.pattern();
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("there are none in " + folder.path());
        }
        return pattern;
    }

    /** What is wrong with the routes and their properties, without starting them. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(check.problems(folder));
        Consumers.problem(properties.all(), properties.file().toString()).ifPresent(problems::add);
        return problems;
    }

    /** What does not keep the routes from running. */
    public List<Problem> warnings() {
        return check.warnings(folder.read());
    }

    /**
     * Which route calls which, from the files, without starting them.
     *
     * @throws IllegalStateException when they cannot be read; the message says why, with file and line
     */
    public FlowGraph graph() {
        try {
            return FlowGraph.of(check.definitions(folder), folder, check::resolve);
        } catch (Exception e) {
            throw new IllegalStateException("could not read the routes: " + RouteProblem.of(e), e);
        }
    }

    /** For those who look into it: tests and the demo. */
    public CamelContext context() {
        return camel.getCamelContext();
    }

    /** What the routes call, by the names that they use. */
    public Map<String, Object> beans() {
        return beans;
    }

    public Parts parts() {
        return parts;
    }

    /**
     * Returns when every request that was open at a poll has come to its end and was told, or GitHub could not be read.
     * Receivers that are slow are not waited for longer than two minutes.
     */
    public void awaitDone() throws InterruptedException {
        parts.runs().awaitDone();
        parts.notices().lines().drain(LONGEST_TELLING);
    }

    /**
     * Lets what is in flight finish, for 20 seconds at most (the program has 30 to stop), and drops the rest: the next start
     * finds it at GitHub. Where other daemons live, what takes longer than a moment is handed back to them. Only the first
     * call counts; others wait for its end, since a signal's ends the program.
     */
    @Override
    public void close() {
        synchronized (closing) {
            if (!closed) {
                closed = true;
                end();
            }
        }
    }

    private void end() {
        parts.deliveries().stop();
        parts.runs().close();
        Duration patience = stopping.patience().get();
        if (parts.limits().isClosed()) {
            parts.limits().stop();
        }
        // Camel waits for its threads once more after the time is over: those that move bytes have to end by then.
        CompletableFuture<Void> broken = CompletableFuture.runAsync(
                this::breakOff, CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS));
        try {
            if (context() != null) {
                context().getShutdownStrategy().setTimeout(patience.toSeconds() + TO_END_IN_ORDER);
            }
            camel.stop();
        } catch (Exception e) {
            LOG.warn("stopping: {}", e.getMessage());
        }
        broken.cancel(false);
        breakOff();
        parts.runs().handBack();
        stopping.last().forEach(Flow::close);
        parts.operator().close();
    }

    /** Nothing of what fails now is told on an issue. */
    private synchronized void breakOff() {
        parts.limits().stop();
        owned.forEach(Flow::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("stopping: {}", e.getMessage());
        }
    }
}
