package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.testing.DaemonThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

/** How long connections are kept, in a process that runs for months. */
class ConnectionLifeTest {
    /** Answers that it has nothing, for as long as the client keeps a connection. */
    private static final class Server implements AutoCloseable {
        final ServerSocket socket;
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();

        Server(String address, int port) throws IOException {
            socket = new ServerSocket(port, 50, InetAddress.getByName(address));
            DaemonThread.start(() -> {
                while (true) {
                    Socket client = socket.accept();
                    open.incrementAndGet();
                    DaemonThread.start(() -> serve(client));
                }
            });
        }

        private void serve(Socket client) throws IOException {
            try (client) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                        calls.incrementAndGet();
                        client.getOutputStream()
                                .write("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void anUnusedOneIsClosed() throws IOException {
        try (Server server = new Server("127.0.0.1", 0);
                RegistryClient client =
                        Samples.keeping(Duration.ofMillis(100), HostSettings::of, SystemDefaultDnsResolver.INSTANCE)) {
            client.headManifest(
                    repository("127.0.0.1:" + server.socket.getLocalPort(), "a").tag("1"));
            await().until(() -> server.open.get() == 0);
            assertThat(server.calls).hasValue(1);
        }
    }

    /** The old address still answers, as one does for a while after a registry has moved. */
    @Test
    void aHostWhoseNameLeadsElsewhereIsFollowed() throws IOException {
        try (Server before = new Server("127.0.0.1", 0);
                Server after = new Server("127.0.0.2", before.socket.getLocalPort())) {
            InetAddress[] address = {before.socket.getInetAddress()};
            DnsResolver resolver = new DnsResolver() {
                @Override
                public InetAddress[] resolve(String host) throws UnknownHostException {
                    synchronized (address) {
                        return address.clone();
                    }
                }

                @Override
                public String resolveCanonicalHostname(String host) {
                    return host;
                }
            };
            String name = "registry.example:" + before.socket.getLocalPort();
            HostSettings plain = Samples.through(name, null);
            try (RegistryClient client = Samples.keeping(Duration.ofMillis(400), host -> plain, resolver)) {
                client.headManifest(repository(name, "a").tag("1"));
                synchronized (address) {
                    address[0] = after.socket.getInetAddress();
                }
                await().pollInterval(Duration.ofMillis(20)).until(() -> {
                    client.headManifest(repository(name, "a").tag("1"));
                    return after.calls.get() > 0;
                });
                assertThat(before.calls).hasValueGreaterThan(0);
            }
        }
    }
}
