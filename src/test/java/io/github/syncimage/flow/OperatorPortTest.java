package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.port.OwnPort;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who reaches the port of health and metrics, and how much of it anybody may take. */
class OperatorPortTest {
    private final int port = FreePort.find();
    private final URI health = URI.create("http://127.0.0.1:" + port + "/observe/health");
    private final Conditions conditions = new Conditions();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private OperatorPort server;

    private void open(String host, Duration request) throws Exception {
        server = new OperatorPort(
                host, port, conditions, new OwnPort.Bounds(request, Duration.ofMinutes(2), Duration.ofMillis(50), 512));
        context.start();
        context.addService(server);
        VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port))
                .route("/observe/health")
                .handler(call -> call.end("UP"));
    }

    @AfterEach
    void close() {
        context.stop();
    }

    @Test
    void isAtTheAddressThatIsNamedAndAtNoOther() throws Exception {
        open("127.0.0.1", Duration.ofMinutes(2));

        assertThat(Ask.get(health).text()).isEqualTo("UP");
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket("127.0.0.2", port).close());
    }

    @Test
    void isAtAllAddressesWhereThatIsSaid() throws Exception {
        open("0.0.0.0", Duration.ofMinutes(2));

        assertThat(Ask.get(URI.create("http://127.0.0.2:" + port + "/observe/health"))
                        .text())
                .isEqualTo("UP");
    }

    @Test
    void whoSendsNothingIsNotKept() throws Exception {
        open("127.0.0.1", Duration.ofMillis(200));
        try (Socket silent = connect();
                Socket slow = connect()) {
            slow.getOutputStream().write("GET /observe/health HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void headsHaveABound() throws Exception {
        open("127.0.0.1", Duration.ofMinutes(2));

        assertThat(Ask.get(health, "X-Long", "a".repeat(15 * 1024)).status()).isEqualTo(200);
        assertThat(Ask.get(health, "X-Long", "a".repeat(17 * 1024)).status()).isEqualTo(431);
    }

    @Test
    void waitsForAPortThatAnotherHas() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            open("127.0.0.1", Duration.ofMinutes(2));
            assertThat(other.isBound()).isTrue();
            assertThat(conditions.now().get("http").line())
                    .startsWith("no health and metrics: app.http_port " + port + " on 127.0.0.1 cannot be used: ");
            assertThat(conditions.now().get("http").down()).isFalse();
        }
        await().until(() -> conditions.now().isEmpty());
        assertThat(Ask.get(health).text()).isEqualTo("UP");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(90_000);
        return socket;
    }
}
