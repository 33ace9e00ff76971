package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those hear who listen at the page's port. */
class EventStreamTest {
    private final int port = FreePort.find();
    private final URI events = URI.create("http://127.0.0.1:" + port + "/api/v1/events");
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicReference<Document> document = new AtomicReference<>(document("first"));
    private final PageServer server = new PageServer(
            "127.0.0.1",
            port,
            new Site().stream("api/v1/events", "now", () -> {
                made.incrementAndGet();
                return document.get();
            }),
            new Conditions());

    private static Document document(String text) {
        return Document.json(Document.MOMENTARY, Map.of("text", text));
    }

    @BeforeEach
    void open() {
        server.open();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsWhatIsAndThenWhatChanges() throws IOException {
        try (EventReader reader = new EventReader(events)) {
            assertThat(reader.head())
                    .contains(
                            "HTTP/1.1 200 OK",
                            "Content-Type: text/event-stream",
                            "Cache-Control: no-store",
                            "X-Accel-Buffering: no",
                            "X-Content-Type-Options: nosniff",
                            "Cross-Origin-Resource-Policy: same-origin")
                    .anyMatch(line -> line.startsWith("Content-Security-Policy: default-src 'none';"));
            assertThat(reader.next("retry: ")).isEqualTo("5000");
            assertThat(reader.next("event: ")).isEqualTo("now");
            assertThat(reader.event()).isEqualTo("{\"text\":\"first\"}");
            int before = made.get();
            await().until(() -> made.get() > before + 1);
            document.set(document("second"));
            assertThat(reader.event()).as("what is the same is not sent again").isEqualTo("{\"text\":\"second\"}");
        }
    }

    @Test
    void isMadeOnceForAllAndForNobodyNotAtAll() throws IOException {
        List<EventReader> readers = listeners(EventStream.MOST_LISTENERS);
        try {
            for (EventReader reader : readers) {
                assertThat(reader.event()).isEqualTo("{\"text\":\"first\"}");
            }
            document.set(document("second"));
            int before = made.get();
            for (EventReader reader : readers) {
                assertThat(reader.event()).isEqualTo("{\"text\":\"second\"}");
            }
            assertThat(made.get() - before).as("a hundred have heard it").isLessThan(EventStream.MOST_LISTENERS / 2);
            Ask.Reply oneMore = Ask.get(events);
            assertThat(oneMore.status()).isEqualTo(503);
            assertThat(oneMore.header("Retry-After")).isEqualTo("30");
            assertThat(oneMore.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(oneMore.json().get("error").asText()).contains("/api/v1/now");
            readers.remove(0).close();
            // Its place is free once the server has seen it go.
            await().until(() -> {
                EventReader next = new EventReader(events);
                readers.add(next);
                return next.head().contains("HTTP/1.1 200 OK");
            });
        } finally {
            for (EventReader reader : readers) {
                reader.close();
            }
        }
        await().until(() -> {
            int seen = made.get();
            Thread.sleep(1500);
            return made.get() == seen;
        });
    }

    @Test
    void oneAddressHasNoMoreThanItsPartOfThem() throws IOException {
        server.close();
        URI outside = URI.create("http://" + PageServerTest.outside().getHostAddress() + ":" + port + "/api/v1/events");
        List<EventReader> readers = new ArrayList<>();
        try (PageServer everywhere = new PageServer(
                "0.0.0.0", port, new Site().stream("api/v1/events", "now", document::get), new Conditions())) {
            everywhere.open();
            readers.addAll(listeners(outside, 16));
            for (EventReader reader : readers) {
                assertThat(reader.event()).isEqualTo("{\"text\":\"first\"}");
            }
            assertThat(Ask.get(outside).status()).isEqualTo(503);
            readers.addAll(listeners(events, 1));
            assertThat(readers.get(16).head()).as("from loopback").contains("HTTP/1.1 200 OK");
            readers.remove(0).close();
            await().until(() -> {
                EventReader next = new EventReader(outside);
                readers.add(next);
                return next.head().contains("HTTP/1.1 200 OK");
            });
        } finally {
            for (EventReader reader : readers) {
                reader.close();
            }
        }
    }

    private List<EventReader> listeners(int count) throws IOException {
        return listeners(events, count);
    }

    private static List<EventReader> listeners(URI address, int count) throws IOException {
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readers.add(new EventReader(address));
        }
        return readers;
    }

    @Test
    void whoReadsTooSlowlyIsPassedOverAndHearsTheLast() throws IOException {
        // More than all the buffers between the two hold.
        String large = "x".repeat(8 << 20);
        int rounds = 4;
        try (Socket slow = new Socket();
                EventReader quick = new EventReader(events)) {
            slow.setReceiveBufferSize(64 * 1024);
            slow.connect(new InetSocketAddress("127.0.0.1", port));
            slow.setSoTimeout(90_000);
            slow.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: page\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(quick.event()).contains("first");
            for (int round = 0; round < rounds; round++) {
                document.set(document(large + round));
                assertThat(quick.event()).endsWith(round + "\"}");
            }
            document.set(document("last"));
            assertThat(quick.event()).isEqualTo("{\"text\":\"last\"}");
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
            int heard = 0;
            String line = "";
            while (!line.contains("\"last\"")) {
                line = lines.readLine();
                assertThat(line).isNotNull();
                heard += line.startsWith("data: ") ? 1 : 0;
            }
            assertThat(heard).as("of first, large ones and last").isLessThan(1 + rounds + 1);
        }
    }

    @Test
    void aStopEndsTheStreams() throws IOException {
        List<EventReader> readers = listeners(3);
        for (EventReader reader : readers) {
            assertThat(reader.event()).isEqualTo("{\"text\":\"first\"}");
        }
        server.close();
        for (EventReader reader : readers) {
            assertThat(reader.event()).isNull();
            reader.close();
        }
    }

    @Test
    void headHasNoEvents() {
        Ask.Reply head = Ask.ask("HEAD", events, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(made.get()).isZero();
    }
}
