package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.port.OwnPort;
import io.github.syncimage.testing.FreePort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page's port says to whoever calls it. */
class PageServerTest {
    private static final String LONG = "text ".repeat(1000);

    private final int port = FreePort.find();
    private final URI root = URI.create("http://127.0.0.1:" + port + "/");
    private final Conditions conditions = new Conditions();
    private final Site site = new Site()
            .put(
                    "index.html",
                    Document.of("text/html; charset=utf-8", Document.REVALIDATE, LONG.getBytes(StandardCharsets.UTF_8)))
            .put(
                    "icon.svg",
                    Document.of("image/svg+xml", Document.REVALIDATE, "<svg/>".getBytes(StandardCharsets.UTF_8))
                            .shownElsewhere())
            .put(
                    "api/v1/said",
                    request -> Document.json(Document.MOMENTARY, Map.of("said", request.getParam("q", "nothing"))))
            .put("api/v1/broken", request -> {
                throw new IllegalStateException("/etc/secrets is full");
            })
            .put("api/v1/refused", request -> Document.error(400, "q is too long"))
            .putBelow("api/v1/details/", request -> Document.json(Document.REVALIDATE, Map.of("path", request.path())));
    private final PageServer server = opened(Duration.ofMinutes(2), Duration.ofMinutes(2));

    private PageServer opened(Duration request, Duration silence) {
        PageServer opened = new PageServer("127.0.0.1", port, site, conditions, bounds(request, silence));
        opened.open();
        return opened;
    }

    private static OwnPort.Bounds bounds(Duration request, Duration silence) {
        return new OwnPort.Bounds(request, silence, Duration.ofMillis(50), 64);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ask.Reply get(String path, String... headers) {
        return Ask.get(root.resolve(path), headers);
    }

    @Test
    void servesWhatIsThereAndNothingElse() {
        assertThat(get("").text()).isEqualTo(LONG);
        assertThat(get("index.html").text()).isEqualTo(LONG);
        assertThat(get("?lang=zh").text()).isEqualTo(LONG);
        assertThat(get("").header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(get("api/v1/said?q=%E9%95%9C%E5%83%8F&q=other")
                        .json()
                        .get("said")
                        .asText())
                .isEqualTo("镜像");
        assertThat(get("api/v1/details/ab.json").json().get("path").asText()).isEqualTo("/api/v1/details/ab.json");
        assertThat(get("api/v1/refused").json().get("error").asText()).isEqualTo("q is too long");
    }

    @Test
    void saysNothingOfWhatBroke() {
        Ask.Reply reply = get("api/v1/broken");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).doesNotContain("secrets", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /nothing",
                "GET //etc/passwd",
                "GET /../../etc/passwd",
                "GET /..%2f..%2fetc%2fpasswd",
                "GET /%2e%2e/%2e%2e/etc/passwd",
                "GET /index.html/",
                "GET /index.html%00.js",
                "GET /page/Document.class",
                "GET /..\\..\\etc\\passwd",
                "GET file:///etc/passwd",
                "GET /api/v1/details",
            })
    void thereAreNoOtherPaths(String line) throws IOException {
        assertThat(raw(line + " HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void everyAnswerHasTheHeadersThatHoldABrowserBack() throws IOException {
        String end = " HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n";
        List<String> answers = List.of(
                raw("GET /" + end),
                raw("HEAD /" + end),
                raw("GET /icon.svg" + end),
                raw("GET /api/v1/said" + end),
                raw("GET /api/v1/said?" + "a&".repeat(1500) + end),
                raw("GET /nothing" + end),
                raw("GET /api/v1/broken" + end),
                raw("GET /api/v1/said?q=%zz" + end),
                raw("POST /" + end),
                raw("TRACE /" + end),
                raw("BREW /" + end),
                raw("OPTIONS /api/v1/said HTTP/1.1\r\nHost: page\r\nOrigin: http://evil\r\nConnection: close\r\n\r\n"),
                raw("GET / HTTP/1.1\r\nHost: page\r\nContent-Length: 5\r\n\r\nhello"),
                raw("GET / HTTP/1.1\r\nHost: page\r\nTransfer-Encoding: chunked\r\n\r\n"),
                raw("GET /" + "a".repeat(5000) + end),
                raw("GET / HTTP/1.1\r\nHost: page\r\nA: " + "a".repeat(20_000) + "\r\n\r\n"),
                raw("nonsense\r\n\r\n"),
                raw("GET / HTTP/1.1\r\nHost: page\r\nConnection: close\r\nIf-None-Match: *\r\n\r\n"));
        assertThat(answers)
                .extracting(answer -> answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3))
                .containsExactly(
                        "200", "200", "200", "200", "200", "404", "500", "400", "405", "405", "405", "405", "413",
                        "413", "414", "431", "400", "304");
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer)
                    .contains(
                            "Content-Security-Policy: default-src 'none'; script-src 'self';",
                            "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'\r\n",
                            "X-Content-Type-Options: nosniff\r\n",
                            "Referrer-Policy: no-referrer\r\n",
                            "Vary: Accept-Encoding\r\n",
                            "Cache-Control: no-");
            assertThat(answer).doesNotContainIgnoringCase("Access-Control-", "Set-Cookie", "Server:", "Location:");
            assertThat(answer)
                    .contains(
                            answer.contains("image/svg+xml")
                                    ? "Cross-Origin-Resource-Policy: cross-origin\r\n"
                                    : "Cross-Origin-Resource-Policy: same-origin\r\n");
        });
        assertThat(answers.get(8)).contains("Allow: GET, HEAD\r\n");
    }

    @Test
    void nothingOfARequestComesBackAsAHeader() throws IOException {
        String answer =
                raw("GET /api/v1/said?Content-Type=text/html&Set-Cookie=a=b&Content-Security-Policy=x HTTP/1.1\r\n"
                        + "Host: page\r\nX-Mine: yes\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .contains("Content-Type: application/json\r\n")
                .doesNotContain("text/html", "Set-Cookie", "X-Mine");
    }

    @Test
    void headSaysWhatGetWould() {
        for (String path : List.of("", "api/v1/said?q=a", "nothing", "api/v1/broken")) {
            Ask.Reply get = get(path);
            Ask.Reply head = Ask.ask("HEAD", root.resolve(path), "");
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.response().body()).isEmpty();
            assertThat(head.response().headers().map())
                    .isEqualTo(get.response().headers().map());
        }
    }

    @Test
    void isCompressedForThoseWhoCanReadIt() throws IOException {
        Ask.Reply reply = get("", "Accept-Encoding", "br, gzip");
        assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
        byte[] body = reply.response().body();
        assertThat(body).hasSizeLessThan(200);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(LONG);
        assertThat(get("", "Accept-Encoding", "gzip;q=0, br").header("Content-Encoding"))
                .isEmpty();
        assertThat(get("").header("Content-Encoding")).isEmpty();
        assertThat(get("icon.svg", "Accept-Encoding", "gzip").header("Content-Encoding"))
                .as("a picture of six bytes")
                .isEmpty();
    }

    @Test
    void whoHasItIsToldThatItIsTheSame() {
        String tag = get("").header("ETag");
        assertThat(get("", "Accept-Encoding", "gzip").header("ETag")).isEqualTo(tag);
        for (String known : List.of(tag, "\"other\", " + tag, tag.substring(2), "*")) {
            Ask.Reply reply = get("", "If-None-Match", known, "Accept-Encoding", "gzip");
            assertThat(reply.status()).isEqualTo(304);
            assertThat(reply.response().body()).isEmpty();
            assertThat(reply.header("ETag")).isEqualTo(tag);
        }
        assertThat(get("", "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(get("nothing", "If-None-Match", "*").status()).isEqualTo(404);
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        String one = "GET /api/v1/said?q=%d HTTP/1.1\r\nHost: page\r\n\r\n";
        String answers = raw(one.formatted(1)
                + one.formatted(2)
                + one.formatted(3).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(4);
        assertThat(answers).containsSubsequence("{\"said\":\"1\"}", "{\"said\":\"2\"}", "{\"said\":\"3\"}");
    }

    @Test
    void whoSendsNothingIsNotKept() throws IOException {
        server.close();
        try (PageServer hurried = opened(Duration.ofMillis(200), Duration.ofMinutes(2));
                Socket silent = connect();
                Socket slow = connect()) {
            slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: pa".getBytes(StandardCharsets.US_ASCII));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(rest(slow)).isEmpty();
            // Which may itself be too slow on a busy machine.
            await().until(() -> get("").status() == 200);
        }
    }

    @Test
    void aSlowLineIsOneOnWhichSomethingMoves() throws IOException {
        byte[] large = new byte[24 << 20];
        site.put("large", Document.of("application/octet-stream", Document.REVALIDATE, large));
        server.close();
        try (PageServer hurried = opened(Duration.ofMinutes(2), Duration.ofSeconds(3))) {
            await().until(() -> readsSlowlyAndIsNotCut(large.length));
        }
    }

    /** False where the machine itself stood still: then the line was silent, too. */
    private boolean readsSlowlyAndIsNotCut(int length) throws IOException {
        try (Socket slow = new Socket();
                Socket still = new Socket()) {
            for (Socket socket : List.of(slow, still)) {
                socket.setReceiveBufferSize(64 * 1024);
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.getOutputStream()
                        .write("GET /large HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            int got = 0;
            while (got < length) {
                long before = System.nanoTime();
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                int piece = slow.getInputStream().readNBytes(1 << 20).length;
                if (Duration.ofNanos(System.nanoTime() - before).compareTo(Duration.ofSeconds(2)) > 0) {
                    return false;
                }
                assertThat(piece).as("after " + got + " bytes").isPositive();
                got += piece;
            }
            assertThat(rest(still).length())
                    .as("in the time of two silences nothing of it was read")
                    .isLessThan(length);
        }
        return true;
    }

    @Test
    void moreConnectionsThanItHasPlacesForAreEnded() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 512; i++) {
                sockets.add(connect());
            }
            await().until(() -> {
                try (Socket socket = connect()) {
                    socket.setSoTimeout(1000);
                    return socket.getInputStream().read() == -1;
                } catch (SocketTimeoutException stillTaken) {
                    return false;
                }
            });
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> get("").status() == 200);
    }

    @Test
    void oneAddressTakesNoMoreThanItsPart() throws IOException {
        InetAddress outside = outside();
        server.close();
        List<Socket> sockets = new ArrayList<>();
        OwnPort.Bounds bounds = bounds(Duration.ofMinutes(2), Duration.ofMinutes(2));
        try (PageServer everywhere = new PageServer("0.0.0.0", port, site, conditions, bounds)) {
            everywhere.open();
            for (int i = 0; i < 64; i++) {
                Socket socket = new Socket(outside, port);
                socket.setSoTimeout(90_000);
                socket.getOutputStream()
                        .write("GET /icon.svg HTTP/1.1\r\nHost: page\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                sockets.add(socket);
            }
            try (Socket oneMore = new Socket(outside, port)) {
                oneMore.setSoTimeout(90_000);
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(get("").status()).as("from loopback").isEqualTo(200);
            sockets.remove(0).close();
            URI there = URI.create("http://" + outside.getHostAddress() + ":" + port + "/icon.svg");
            await().until(() -> Ask.get(there).status() == 200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** An address of this machine that is not loopback: whoever calls it calls from there. */
    static InetAddress outside() throws SocketException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(of -> of instanceof Inet4Address && !of.isLoopbackAddress())
                .findFirst();
        assumeThat(address).as("this machine has no network").isPresent();
        return address.orElseThrow();
    }

    @Test
    void waitsForAPortThatAnotherHas() throws IOException {
        int taken = FreePort.find();
        OwnPort.Bounds bounds = bounds(Duration.ofMinutes(2), Duration.ofMinutes(2));
        try (PageServer waiting = new PageServer("127.0.0.1", taken, site, conditions, bounds)) {
            try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"))) {
                waiting.open();
                assertThat(other.isBound()).isTrue();
                assertThat(conditions.now().get("page").line())
                        .startsWith("no page: page.port " + taken + " on 127.0.0.1 cannot be used: ");
                assertThat(conditions.now().get("page").down()).isFalse();
            }
            await().until(() -> conditions.now().isEmpty());
            assertThat(Ask.get(URI.create("http://127.0.0.1:" + taken + "/")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutAPortNothingIsOpened() {
        try (PageServer none = new PageServer("127.0.0.1", 0, site, conditions)) {
            none.open();
            assertThat(conditions.now()).isEmpty();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(90_000);
        return socket;
    }

    /** Everything that comes back until the connection ends. */
    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return rest(socket);
        }
    }

    /** Everything that comes, also where the server did not read all that was sent: then the machine breaks the connection. */
    private static String rest(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            all.flush();
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
