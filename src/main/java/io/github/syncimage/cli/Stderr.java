package io.github.syncimage.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.github.syncimage.settings.Settings.LogFormat;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.Logger;

/**
 * Writes the log to stderr, as lines or as JSON. Most commands log nothing, so neither is set up before there is
 * something to say. In lines, breaks inside a message become spaces, and every line of a stack trace, which only debugging
 * shows, is indented, so that no issue's text can forge a line of its own; JSON escapes them.
 */
public final class Stderr extends AppenderBase<ILoggingEvent> {
    public static final String NAME = "stderr";

    private static final String TIME = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level ";
    private static final String PATTERN = "[%thread] %logger{24} - %replace(%msg){'[\\p{Cntrl}]+', ' '}";
    /** Operators get what was thrown in the same line; where it came from is for those who debug. */
    private static final String BRIEFLY = "%replace(%replace(%ex{0}){'[\\p{Cntrl}]+', ' '}){'^(?=.)', ' '}%n%nopex";

    private static final String WITH_STACK_TRACE = "%n%replace(%ex){'(?m)^(?=[^\\t])', '  '}";

    private LogFormat format = LogFormat.TEXT;
    private String node;
    private Appender<ILoggingEvent> console;

    /** From the next line on. */
    public synchronized void write(LogFormat chosen) {
        if (chosen != format) {
            format = chosen;
            console = null;
        }
    }

    /** From the next line on each tells this daemon's name: letters, digits, dots, dashes and underscores. */
    public synchronized void tell(String name) {
        node = name;
        console = null;
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        if (console == null) {
            console = console();
        }
        console.doAppend(event);
    }

    private Appender<ILoggingEvent> console() {
        Encoder<ILoggingEvent> encoder = format == LogFormat.JSON ? json() : text();
        encoder.setContext(getContext());
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(getContext());
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        return stderr;
    }

    private Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(TIME + (node == null ? "" : node + " ") + PATTERN + (brief() ? BRIEFLY : WITH_STACK_TRACE));
        return encoder;
    }

    /** What else an event carries (arguments, the context's properties) is left out: only the message was made for readers. */
    private Encoder<ILoggingEvent> json() {
        ThrowableProxyConverter thrown = new ThrowableProxyConverter();
        thrown.setOptionList(List.of(brief() ? "0" : "full"));
        thrown.start();
        LogstashFieldNames names = new LogstashFieldNames();
        names.setVersion("[ignore]");
        names.setLevelValue("[ignore]");
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setFieldNames(names);
        if (node != null) {
            encoder.setCustomFields("{\"node\":\"" + node + "\"}");
        }
        encoder.setIncludeMdc(false);
        encoder.setIncludeContext(false);
        encoder.setIncludeKeyValuePairs(false);
        encoder.setIncludeStructuredArguments(false);
        encoder.setIncludeTags(false);
        encoder.setTimeZone("UTC");
        // Otherwise it looks for modules of Jackson in every jar of lib/.
        encoder.setFindAndRegisterJacksonModules(false);
        encoder.setThrowableConverter(thrown);
        return encoder;
    }

    private boolean brief() {
        return ((LoggerContext) getContext())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .getLevel()
                .isGreaterOrEqual(Level.INFO);
    }
}
