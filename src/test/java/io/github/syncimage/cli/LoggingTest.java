package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logging.configure(context);
    }

    @AfterEach
    void silence() {
        context.stop();
        System.setErr(stderr);
    }

    @Test
    void aMessageIsOneLine() {
        context.getLogger("a.b.C").warn("title: {}", "x\r\n2026-01-01T00:00:00.000Z WARN  forged\u001b[31m\tend");
        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith("title: x 2026-01-01T00:00:00.000Z WARN  forged [31m end");
    }

    @Test
    void aStackTraceCannotForgeALine() {
        context.getLogger("ROOT").setLevel(Level.DEBUG);
        Exception failure =
                new IllegalStateException("x\n2026-01-01T00:00:00.000Z WARN  forged", new RuntimeException());
        context.getLogger("a.b.C").warn("failed", failure);
        List<String> lines = lines();
        assertThat(lines.get(0)).endsWith(" - failed");
        assertThat(lines.subList(1, lines.size()))
                .contains("  2026-01-01T00:00:00.000Z WARN  forged")
                .allMatch(line -> line.startsWith("\t") || line.startsWith("  "));
        assertThat(lines)
                .filteredOn(line -> line.contains("IllegalStateException"))
                .hasSize(1);
    }

    @Test
    void withoutDebuggingWhatWasThrownStandsInTheSameLine() {
        context.getLogger("a.b.C").warn("failed", new IllegalStateException("outer\nforged", new Exception("inner")));
        assertThat(lines())
                .singleElement()
                .asString()
                .contains(" - failed ", "IllegalStateException: outer forged", "Exception: inner")
                .doesNotContain("LoggingTest.java");
    }

    @Test
    void untilTheConfigurationIsReadOnlyTroubleShows() {
        context.getLogger("a.b.C").info("hello");
        assertThat(lines()).isEmpty();
    }

    @Test
    void wireLoggersStayQuietAtDebug() {
        context.getLogger("ROOT").setLevel(Level.DEBUG);
        context.getLogger("org.apache.hc.client5.http.headers").debug("Authorization: Bearer x");
        context.getLogger("io.netty.handler").debug("x");
        assertThat(lines()).isEmpty();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
