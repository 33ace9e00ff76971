package io.github.syncimage.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the program logs at {@code info} and above while this is open. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger program = (Logger) LoggerFactory.getLogger("io.github.syncimage");
    private final Level before = program.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        start();
        program.setLevel(Level.INFO);
        program.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
            lines.add(event.getFormattedMessage());
        }
    }

    /** Those that hold this text. */
    public List<String> with(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void close() {
        program.detachAppender(this);
        program.setLevel(before);
    }
}
