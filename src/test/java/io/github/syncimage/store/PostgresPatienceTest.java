package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a server that hangs up is asked. */
class PostgresPatienceTest {
    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::hangUp);
        thread.setDaemon(true);
        thread.start();
    }

    private void hangUp() {
        try {
            while (true) {
                try (Socket asking = server.accept()) {
                    asked.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void withoutPatienceItIsAskedOnceAndWithItAgain() {
        assertThatThrownBy(() -> PostgresDatabase.open(url(), Duration.ZERO)).isInstanceOf(StoreException.class);
        assertThat(asked).hasValue(1);

        assertThatThrownBy(() -> PostgresDatabase.open(url(), Duration.ofSeconds(4)))
                .isInstanceOf(StoreException.class);
        assertThat(asked).hasValueGreaterThan(2);
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/mirror?user=me&sslmode=disable";
    }
}
