package io.github.syncimage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.github.syncimage.flow.RouteCheck;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.Settings.LogFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Sets logback up in code, which is quicker than XML. Everything goes to stderr, because
 * stdout belongs to what commands print.
 */
public final class Logging {
    /** These print whole requests, with their credentials, below this level. */
    private static final List<String> WIRE_LOGGERS = List.of(
            "org.apache.hc", "org.apache.http", "io.netty", "okhttp3", "com.huaweicloud", "com.github.dockerjava");

    /**
     * The SDK of SWR logs each call; it, Docker's client and the database pool log stack traces of what is told in a line. The
     * scheduler tells of each statement while the database is away, of which the daemon says what the operator is to know;
     * SQLite's loader complains where other processes tidy up after themselves at that moment.
     */
    private static final Map<Level, List<String>> CHATTER = Map.of(
            Level.WARN,
            List.of("org.flywaydb", "HuaweiCloud-SDK-Access"),
            Level.ERROR,
            List.of("com.huaweicloud.sdk.core.HcClient", "com.zaxxer.hikari"),
            Level.OFF,
            List.of(
                    "com.huaweicloud.sdk.core.impl.DefaultHttpClient",
                    "com.github.dockerjava.api.async.ResultCallbackTemplate",
                    "com.github.kagkarlsson.scheduler",
                    "org.sqlite.SQLiteJDBCLoader"));

    private Logging() {}

    /** Names the provider to SLF4J; has to come before the first logger. */
    public static void announce() {
        System.setProperty("slf4j.provider", Provider.class.getName());
        // What SLF4J says of itself at information level would stand on stderr at every start.
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    static void configure(LoggerContext context) {
        Stderr console = new Stderr();
        console.setName(Stderr.NAME);
        console.setContext(context);
        console.start();
        console.addFilter(new RunningContexts());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        WIRE_LOGGERS.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        CHATTER.forEach(
                (level, names) -> names.forEach(name -> context.getLogger(name).setLevel(level)));
    }

    /** Camel tells of every context that it starts; those in which routes are only looked at are many, and run nothing. */
    private static final class RunningContexts extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            Object[] arguments = event.getArgumentArray();
            boolean aside = event.getLevel() == Level.INFO
                    && arguments != null
                    && Arrays.asList(arguments).contains(RouteCheck.CONTEXT);
            return aside ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    /** Before the configuration is read: only --debug counts, so that trouble with reading it can be looked at. */
    static void show(Map<String, String> commandLine) {
        if ("true".equals(commandLine.get("app.debug"))) {
            level(Level.DEBUG);
        }
    }

    static void show(Settings settings) {
        Level level = Level.convertAnSLF4JLevel(settings.get(Keys.LOG_LEVEL));
        level(settings.get(Keys.DEBUG) && level.isGreaterOrEqual(Level.DEBUG) ? Level.DEBUG : level);
        logback().ifPresent(context -> write(context, settings.get(Keys.LOG_FORMAT)));
    }

    static void write(LoggerContext context, LogFormat format) {
        console(context).ifPresent(console -> console.write(format));
    }

    /** Each line tells which of several daemons has logged it. */
    public static void node(String name) {
        logback().flatMap(Logging::console).ifPresent(console -> console.tell(name));
    }

    /** For commands in which Camel is a part that nobody sees. */
    public static void quietCamel() {
        logback().ifPresent(context -> context.getLogger("org.apache.camel").setLevel(Level.WARN));
    }

    /** For commands that look at what runs elsewhere: what they read on the way is no news. */
    public static void onlyWarnings() {
        logback()
                .map(context -> context.getLogger(Logger.ROOT_LOGGER_NAME))
                .filter(root -> root.getLevel() == Level.INFO)
                .ifPresent(root -> root.setLevel(Level.WARN));
    }

    private static void level(Level level) {
        logback()
                .ifPresent(context -> context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level));
    }

    private static Optional<LoggerContext> logback() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? Optional.of(context)
                : Optional.empty();
    }

    private static Optional<Stderr> console(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(Stderr.NAME) instanceof Stderr console
                ? Optional.of(console)
                : Optional.empty();
    }

    /**
     * Gives SLF4J a logback that is set up already. Where no provider is named, SLF4J looks for one in every jar of {@code
     * lib/}, as logback then does for its configuration.
     */
    public static final class Provider implements SLF4JServiceProvider {
        private final LoggerContext context = new LoggerContext();
        private final IMarkerFactory markers = new BasicMarkerFactory();
        private final MDCAdapter mdc = new LogbackMDCAdapter();

        @Override
        public void initialize() {
            context.setName("default");
            context.setMDCAdapter(mdc);
            configure(context);
            context.start();
        }

        @Override
        public ILoggerFactory getLoggerFactory() {
            return context;
        }

        @Override
        public IMarkerFactory getMarkerFactory() {
            return markers;
        }

        @Override
        public MDCAdapter getMDCAdapter() {
            return mdc;
        }

        /** The version of SLF4J that it is written for. */
        @Override
        public String getRequestedApiVersion() {
            return "2.0.99";
        }
    }
}
