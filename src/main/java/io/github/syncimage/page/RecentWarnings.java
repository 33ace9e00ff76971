package io.github.syncimage.page;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the newest warnings and errors of the log, as many as fit on a page. */
public final class RecentWarnings extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int MOST = 50;

    /** A line of the log, and how often it came without anything else between. */
    private record Warning(Instant at, String text, int times) {
        Map<String, Object> document() {
            return Map.of("at", at.truncatedTo(ChronoUnit.SECONDS).toString(), "text", text, "times", times);
        }
    }

    private final Deque<Warning> newest = new ArrayDeque<>();

    /** Listens to the program's log, where that is logback's. */
    public RecentWarnings() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            setContext(log);
            setName("recent-warnings");
            start();
            log.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            add(Instant.ofEpochMilli(event.getTimeStamp()), PublicText.of(event.getFormattedMessage()));
        }
    }

    private synchronized void add(Instant at, String text) {
        int times = 1;
        if (!newest.isEmpty() && newest.getFirst().text().equals(text)) {
            times += newest.removeFirst().times();
        }
        newest.addFirst(new Warning(at, text, times));
        if (newest.size() > MOST) {
            newest.removeLast();
        }
    }

    /** Lists them, the newest first. */
    public synchronized List<Map<String, Object>> document() {
        return newest.stream().map(Warning::document).toList();
    }

    @Override
    public void close() {
        if (getContext() instanceof LoggerContext log) {
            log.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }
}
