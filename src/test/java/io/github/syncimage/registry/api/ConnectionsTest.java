package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections are shared, and for how long they are kept in a process that runs for months. */
class ConnectionsTest {
    private static final byte[] CONTENT = Samples.random(400_000);

    private final Front registry = Front.keepingAlive(new InetSocketAddress("127.0.0.1", 0));
    private final RegistryClient client =
            Samples.client(host -> HostSettings.of(host).withCredentials(new Credentials("ann", "secret")));
    private final Repository repository = repository(registry.host(), "a");

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private static byte[] answer(Front.Request request) {
        if (request.header("Authorization") == null) {
            return Front.reply(401, "{\"errors\":[]}", ScriptedRegistry.BASIC);
        }
        if (request.line().contains("/manifests/")) {
            return Front.reply(404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}");
        }
        if (request.line().contains("/uploads/")) {
            int status = request.line().startsWith("POST") ? 202 : 201;
            return Front.reply(status, "", "Location: /v2/a/blobs/uploads/1");
        }
        return request.header("Range") == null
                ? Front.reply(200, CONTENT, "Content-Type: application/octet-stream")
                : Front.reply(
                        206,
                        Arrays.copyOfRange(CONTENT, 1000, 101_000),
                        "Content-Range: bytes 1000-100999/" + CONTENT.length);
    }

    /** A far registry costs a round trip a call, not three. */
    @Test
    void allThatComesAfterEachOtherSharesOne() throws IOException {
        registry.answer(ConnectionsTest::answer);
        for (int i = 0; i < 5; i++) {
            assertThat(client.getManifest(repository.tag("absent"))).isEmpty();
            assertThat(client.hasBlob(repository, blob(CONTENT).digest())).isTrue();
            try (InputStream part =
                    client.openRange(repository, blob(CONTENT), 1000, 100_000).orElseThrow()) {
                assertThat(part.readAllBytes()).hasSize(100_000);
            }
            try (InputStream whole = client.openBlob(repository, blob(CONTENT))) {
                assertThat(whole.readAllBytes()).isEqualTo(CONTENT);
            }
            Samples.put(client, repository, CONTENT);
        }
        assertThat(registry.connections()).isEqualTo(1);
    }

    @Test
    void thatOfAStreamWhichIsNotReadToItsEndIsBroken() throws IOException {
        registry.answer(ConnectionsTest::answer);
        for (int i = 0; i < 3; i++) {
            try (InputStream whole = client.openBlob(repository, blob(CONTENT))) {
                assertThat(whole.readNBytes(10)).hasSize(10);
            }
        }
        assertThat(registry.connections()).isEqualTo(3);
    }

    @Test
    void anUnusedOneIsClosed() {
        try (RegistryClient hurried =
                Samples.keeping(Duration.ofMillis(100), HostSettings::of, SystemDefaultDnsResolver.INSTANCE)) {
            hurried.headManifest(repository.tag("1"));
            await().until(() -> registry.openConnections() == 0);
            assertThat(registry.calls()).hasSize(1);
        }
    }

    /** The old address still answers, as one does for a while after a registry has moved. */
    @Test
    void aHostWhoseNameLeadsElsewhereIsFollowed() throws IOException {
        AtomicReference<InetAddress> address = new AtomicReference<>(InetAddress.getByName("127.0.0.1"));
        DnsResolver resolver = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[] {address.get()};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        String name = "registry.example:" + registry.port();
        HostSettings plain = Samples.through(name, null);
        try (Front after = Front.keepingAlive(new InetSocketAddress("127.0.0.2", registry.port()));
                RegistryClient following = Samples.keeping(Duration.ofMillis(400), host -> plain, resolver)) {
            following.headManifest(repository(name, "a").tag("1"));
            address.set(InetAddress.getByName("127.0.0.2"));
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                following.headManifest(repository(name, "a").tag("1"));
                return !after.calls().isEmpty();
            });
            assertThat(registry.calls()).isNotEmpty();
        }
    }
}
