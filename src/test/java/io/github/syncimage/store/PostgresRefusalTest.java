package io.github.syncimage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.store.database.PostgresDatabase;
import io.github.syncimage.store.database.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody waits for a copy: what the server says once counts. */
class PostgresRefusalTest {
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
    void aServerThatHangsUpIsAskedOnce() {
        assertThatThrownBy(() -> PostgresDatabase.open(url())).isInstanceOf(StoreException.class);
        assertThat(asked).hasValue(1);
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/mirror?user=me&sslmode=disable";
    }
}
