package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.settings.Settings.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.MDC;

/** Takes standard error, of which a process has one. */
@Isolated
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
    void eachLineTellsWhichOfSeveralDaemonsHasLoggedIt() throws IOException {
        Stderr console = (Stderr) context.getLogger("ROOT").getAppender(Stderr.NAME);
        console.tell("machine.one-3f2a");
        context.getLogger("a.b.C").warn("here");
        assertThat(lines())
                .singleElement()
                .asString()
                .contains(" WARN  machine.one-3f2a [")
                .endsWith(" - here");

        Logging.write(context, LogFormat.JSON);
        context.getLogger("a.b.C").warn("there");
        JsonNode json = new ObjectMapper().readTree(lines().get(1));
        assertThat(json.path("node").asText()).isEqualTo("machine.one-3f2a");
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

    @Test
    void asJsonEachLineIsAnObjectThatTextCannotLeave() throws Exception {
        Logging.write(context, LogFormat.JSON);
        context.getLogger("a.b.C")
                .warn("title: {}", "x\r\n{\"level\":\"ERROR\"}\u001b[31m", new IllegalStateException("o\nf"));
        JsonNode line = onlyObject();
        assertThat(line.propertyStream().map(Map.Entry::getKey))
                .containsExactly("@timestamp", "message", "logger_name", "thread_name", "level", "stack_trace");
        assertThat(line.path("message").asText()).isEqualTo("title: x\r\n{\"level\":\"ERROR\"}\u001b[31m");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(line.path("stack_trace").asText())
                .contains("IllegalStateException: o")
                .doesNotContain("LoggingTest.java");
    }

    @Test
    void asJsonStackTracesAreForDebugging() throws Exception {
        context.getLogger("ROOT").setLevel(Level.DEBUG);
        Logging.write(context, LogFormat.JSON);
        context.getLogger("a.b.C").warn("failed", new IllegalStateException());
        assertThat(onlyObject().path("stack_trace").asText()).contains("LoggingTest.java");
    }

    @Test
    void asJsonOnlyTheMessageIsWritten() throws Exception {
        Logging.write(context, LogFormat.JSON);
        MDC.put("password", "hunter2");
        context.putProperty("token", "hunter2");
        context.getLogger("a.b.C").atWarn().addKeyValue("key", "hunter2").log("hello");
        assertThat(onlyObject().path("message").asText()).isEqualTo("hello");
        assertThat(lines()).noneMatch(line -> line.contains("hunter2"));
    }

    private JsonNode onlyObject() throws IOException {
        assertThat(lines()).hasSize(1);
        return new ObjectMapper().readTree(lines().get(0));
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
