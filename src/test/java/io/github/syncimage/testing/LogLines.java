package io.github.syncimage.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What the program logs at {@code info} and above while this is open: in the thread that made it, and in those that began
 * from there. Tests run side by side, and each hears its own program only.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final InheritableThreadLocal<LogLines> LISTENS = new InheritableThreadLocal<>();

    private final Logger program = (Logger) LoggerFactory.getLogger("io.github.syncimage");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        LISTENS.set(this);
        start();
        program.addAppender(this);
    }

    // Called by the thread that logs.
    @Override
    protected void append(ILoggingEvent event) {
        if (LISTENS.get() == this && event.getLevel().isGreaterOrEqual(Level.INFO)) {
            lines.add(event.getFormattedMessage());
        }
    }

    public List<String> all() {
        return lines;
    }

    /** Those that hold this text. */
    public List<String> with(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void close() {
        program.detachAppender(this);
        LISTENS.remove();
    }
}
