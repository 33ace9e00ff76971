package io.github.syncimage.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.WebhookSender;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.Deliveries.Outcome;
import io.github.syncimage.github.webhook.WebhookServer.Delivery;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the port says to whoever calls it. */
class WebhookServerTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String PATH = "/webhook/github";
    private static final int LARGEST = 25 * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final int port = FreePort.find();
    private final URI hook = URI.create("http://127.0.0.1:" + port + PATH);
    private final Deliveries deliveries = new Deliveries(
            issue -> issue.repository().equals(RepositoryName.parse("acme/mirror"))
                    ? java.util.Optional.of(issue)
                    : java.util.Optional.empty(),
            () -> {});
    private final Conditions conditions = new Conditions();
    private final WebhookServer server = new WebhookServer("127.0.0.1", port, SECRET, deliveries, conditions, LONGEST);
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();

    @BeforeEach
    void open() {
        server.attach(PATH, taken::add);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void takesWhatGitHubHasSigned() {
        Ask.Reply reply = deliver("ping", "d-1", "{\"zen\": \"Ünlike\"}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(taken).containsExactly(new Delivery("d-1", "ping", "{\"zen\": \"Ünlike\"}"));
    }

    @Test
    void readsTheFormThatGitHubSuggestsForANewWebhook() {
        String form = "payload=" + URLEncoder.encode("{\"a\": \"b&c=d +é\"}", StandardCharsets.UTF_8);

        Ask.Reply reply = send(form, "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(taken).extracting(Delivery::json).containsExactly("{\"a\": \"b&c=d +é\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "payload=%zz"})
    void saysWhatAFormLacks(String form) {
        Ask.Reply reply = send(form, "Content-Type", "application/x-www-form-urlencoded");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("payload");
        assertThat(taken).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, /webhook/github, 405",
        "HEAD, /webhook/github, 405",
        "PUT, /webhook/github, 405",
        "DELETE, /webhook/github, 405",
        "OPTIONS, /webhook/github, 405",
        "POST, /, 404",
        "GET, /, 404",
        "POST, /webhook/github/, 404",
        "POST, /webhook/github/../github, 404",
        "POST, /WEBHOOK/github, 404",
        "POST, /observe/health, 404",
    })
    void isOnePathAndOneMethod(String method, String path, int status) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        Ask.Reply reply =
                Ask.ask(method, hook.resolve(URI.create("http://127.0.0.1:" + port + path)), body, signed(body));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Allow")).isEqualTo(status == 405 ? "POST" : "");
        assertThat(taken).isEmpty();
        assertThat(deliveries.count(Outcome.REFUSED)).isOne();
    }

    @Test
    void wantsASignatureAndTheRightOne() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String[] unsigned = headers("d-1", "ping", null);
        String[] wrong = headers("d-1", "ping", WebhookSender.signature("guess", body));
        String[] sha1 = headers("d-1", "ping", "sha1=" + "0".repeat(40));

        assertThat(Ask.ask("POST", hook, body, unsigned).status()).isEqualTo(401);
        assertThat(Ask.ask("POST", hook, body, wrong).status()).isEqualTo(401);
        assertThat(Ask.ask("POST", hook, body, sha1).status()).isEqualTo(401);
        assertThat(Ask.ask("POST", hook, "{ }".getBytes(StandardCharsets.UTF_8), signed(body))
                        .status())
                .isEqualTo(401);

        assertThat(taken).isEmpty();
        assertThat(deliveries.count(Outcome.UNSIGNED)).isEqualTo(4);
        // None of them has used the id up.
        assertThat(deliver("ping", "d-1", "{}").text()).isEqualTo("accepted\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', ping",
        "d-1, ''",
        "'a b', ping",
        "d-1, Issues",
        "d-1, ping/../x",
    })
    void wantsTheHeadersOfADelivery(String id, String event) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        Ask.Reply reply = Ask.ask("POST", hook, body, headers(id, event, WebhookSender.signature(SECRET, body)));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("X-GitHub-Delivery");
        assertThat(taken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x"})
    void takesTheTwoTypesThatGitHubHas(String type) {
        assertThat(send("{}", "Content-Type", type).status()).isEqualTo(415);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatTheRouteCouldNotTakeMayBeSentAgain() {
        server.attach(PATH, delivery -> {
            throw new IOException("no room");
        });
        assertThat(deliver("issues", "d-1", "{}").status()).isEqualTo(500);
        server.attach(PATH, delivery -> {
            throw new Deliveries.TooManyException();
        });
        assertThat(deliver("issues", "d-1", "{}").status()).isEqualTo(429);
        server.attach(PATH, taken::add);
        assertThat(deliver("issues", "d-1", "{}").status()).isEqualTo(202);

        assertThat(taken).hasSize(1);
        assertThat(deliveries.count(Outcome.FAILED)).isOne();
        assertThat(deliveries.count(Outcome.LIMITED)).isOne();
    }

    @Test
    void sendsWhoeverDeliversAwayOnceTheProgramEnds() {
        deliveries.stop();

        assertThat(deliver("ping", "d-1", "{}").status()).isEqualTo(503);
        assertThat(taken).isEmpty();
    }

    @Test
    void saysSoWhereNobodyTakesDeliveries() {
        Delivery.Taker other = delivery -> true;
        server.attach(PATH, other);
        server.detach(other);

        assertThat(deliver("issues", "d-1", "{}").status()).isEqualTo(503);
    }

    @Test
    void takesAsMuchAsGitHubSendsAndNoByteMore() {
        byte[] largest = new byte[LARGEST];

        assertThat(Ask.ask("POST", hook, largest, signed(largest)).status()).isEqualTo(202);
        Ask.Reply more = Ask.ask("POST", hook, new byte[LARGEST + 1], signed(largest));

        assertThat(more.status()).isEqualTo(413);
        // Nothing about an issue is as large.
        assertThat(taken).isEmpty();
        assertThat(deliveries.count(Outcome.IGNORED)).isOne();
    }

    @Test
    void countsTheBytesOfABodyThatDoesNotSayItsLength() throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head("Transfer-Encoding: chunked"));
            byte[] chunk = new byte[1024 * 1024];
            for (int i = 0; i < 26; i++) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void answersCurlThatAsksBeforeItSends() throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head("Content-Length: 2\r\nExpect: 100-continue", body));
            byte[] interim = "HTTP/1.1 100 Continue".getBytes(StandardCharsets.US_ASCII);
            assertThat(socket.getInputStream().readNBytes(interim.length)).isEqualTo(interim);
            socket.getOutputStream().write(body);

            assertThat(answer(socket)).contains("HTTP/1.1 202 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST /webhook/github HT",
                "POST /webhook/github HTTP/1.1\r\nHost: a\r\nX-Slow: ",
                "POST /webhook/github HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void letsNobodyKeepAConnectionForLong(String beginning) throws Exception {
        int brief = FreePort.find();
        try (WebhookServer hurried =
                        new WebhookServer("127.0.0.1", brief, SECRET, deliveries, conditions, Duration.ofMillis(500));
                Socket socket = opened(hurried, brief)) {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Void> drips = CompletableFuture.runAsync(() -> drip(socket));

            // Until the server ends the connection.
            answer(socket);
            drips.join();
        }
    }

    private Socket opened(WebhookServer hurried, int at) throws IOException {
        hurried.attach(PATH, taken::add);
        return new Socket("127.0.0.1", at);
    }

    // A byte now and then keeps every time limit from ending that only looks at silence.
    private static void drip(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write('a');
                LockSupport.parkNanos(50_000_000);
            }
        } catch (IOException ended) {
            // As it should.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Large: ", "GET /"})
    void endsAHeadThatIsTooLarge(String beginning) throws IOException {
        String head = beginning.startsWith("GET") ? "" : "POST /webhook/github HTTP/1.1\r\nHost: a\r\n";
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream()
                        .write((head + beginning + "x".repeat(64 * 1024)).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException ended) {
                assertThat(ended).as("before all of it was sent").isInstanceOf(SocketException.class);
            }

            assertThat(answer(socket)).matches("(?s)(HTTP/1.[01] (431|414|400) .*)?");
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void moreConnectionsThanItHasPlacesForAreEnded() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                sockets.add(connect());
            }
            await().until(() ->
                    sockets.stream().filter(WebhookServerTest::ended).count() >= 88);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> pinged() == 202);
    }

    private static boolean ended(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    @Test
    void aThousandAtOnceAreAllAnsweredThoughTheRouteStandsStill() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        server.attach(PATH, delivery -> {
            gate.await();
            return taken.add(delivery);
        });
        ExecutorService callers = Executors.newFixedThreadPool(300);
        try {
            List<CompletableFuture<Integer>> statuses = IntStream.range(0, 1000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> deliver("issues", "d-1", "{\"nth\": " + i + "}")
                                    .status(),
                            callers))
                    .toList();
            // Those beyond its places have their answer before anything moves.
            await().until(() ->
                    statuses.stream().filter(CompletableFuture::isDone).count() >= 700);
            gate.countDown();
            List<Integer> all = statuses.stream().map(CompletableFuture::join).toList();

            assertThat(all).containsOnly(202, 429);
            assertThat(all.stream().filter(status -> status == 202)).hasSameSizeAs(taken);
            assertThat(taken).hasSizeBetween(256, 300);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void bodiesOfAllTogetherHaveABound() throws IOException {
        byte[] most = new byte[2 * 1024 * 1024];
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = connect();
                sockets.add(socket);
                socket.getOutputStream().write(head("Content-Length: " + (most.length + 1)));
                socket.getOutputStream().write(most);
            }
            await().until(() -> server.held() == 8 * most.length);

            assertThat(pinged()).isEqualTo(429);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> server.held() == 0);
        assertThat(pinged()).isEqualTo(202);
    }

    private int pinged() {
        return deliver("ping", "d-1", "{\"nth\": " + ids.incrementAndGet() + "}")
                .status();
    }

    @Test
    void waitsForAPortThatAnotherHas() throws IOException {
        int taken = FreePort.find();
        try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"));
                WebhookServer second = new WebhookServer("127.0.0.1", taken, SECRET, deliveries, conditions, LONGEST)) {
            second.attach(PATH, delivery -> true);
            assertThat(conditions.now().get("webhook").line()).contains("webhook.port " + taken);
            assertThat(conditions.now().get("webhook").down()).isFalse();

            other.close();
            await().until(() -> conditions.now().isEmpty());
        }
    }

    @Test
    void opensNothingWithoutAPort() {
        try (WebhookServer off = new WebhookServer("127.0.0.1", 0, "", deliveries, conditions, LONGEST)) {
            off.attach(PATH, delivery -> true);
            assertThat(conditions.now()).isEmpty();
        }
    }

    private Ask.Reply deliver(String event, String id, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return Ask.ask("POST", hook, body, headers(id, event, WebhookSender.signature(SECRET, body)));
    }

    private Ask.Reply send(String text, String name, String value) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String[] headers = signed(body);
        headers[1] = value;
        assertThat(headers[0]).isEqualTo(name);
        return Ask.ask("POST", hook, body, headers);
    }

    private String[] signed(byte[] body) {
        return headers("d-" + ids.incrementAndGet(), "issues", WebhookSender.signature(SECRET, body));
    }

    private static String[] headers(String id, String event, String signature) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        headers.addAll(List.of("X-GitHub-Delivery", id, "X-GitHub-Event", event));
        if (signature != null) {
            headers.addAll(List.of("X-Hub-Signature-256", signature));
        }
        return headers.toArray(String[]::new);
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", port);
    }

    private static byte[] head(String length) {
        return head(length, new byte[0]);
    }

    private static byte[] head(String length, byte[] body) {
        return ("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-GitHub-Event: ping\r\n"
                        + "X-GitHub-Delivery: raw-1\r\nX-Hub-Signature-256: " + WebhookSender.signature(SECRET, body)
                        + "\r\n" + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** All that comes until the server ends the connection. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int read = in.read(); read >= 0; read = in.read()) {
                all.append((char) read);
            }
        } catch (IOException reset) {
            all.append("");
        }
        return all.toString();
    }
}
