package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.blob;
import static io.github.syncimage.registry.api.Samples.image;
import static io.github.syncimage.registry.api.Samples.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.testing.Front;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registries that lead elsewhere: to a CDN, in a circle, and into our own network. */
class RedirectsTest extends ScriptedRegistry {
    private static final byte[] CONTENT = Samples.random(10_000);

    private final AtomicInteger signature = new AtomicInteger();
    private Front cdn;

    @BeforeEach
    void start() {
        cdn = Front.alone().answer(request -> {
            String range = request.header("Range");
            if (range == null) {
                return Front.reply(200, CONTENT, "Content-Type: application/octet-stream");
            }
            String[] ends = range.substring("bytes=".length()).split("-");
            int from = Integer.parseInt(ends[0]);
            int to = Integer.parseInt(ends[1]);
            return Front.reply(
                    206,
                    Arrays.copyOfRange(CONTENT, from, to + 1),
                    "Content-Range: bytes " + from + "-" + to + "/" + CONTENT.length);
        });
        registry.answer(request -> request.header("Authorization") == null
                ? Front.reply(401, "{}", BASIC)
                : Front.reply(307, "", "Location: " + cdn.uri() + "/blob?sig=" + signature.incrementAndGet()));
        reachedBy(host -> host.equals(registry.host())
                ? Samples.allowingPrivateNetwork(host).withCredentials(new Credentials("ann", "secret"))
                : HostSettings.of(host));
    }

    @AfterEach
    void stop() {
        cdn.close();
    }

    @Test
    void sendsNoCredentialsToTheCdn() throws IOException {
        assertThat(client.openBlob(repository(registry.host(), "a"), blob(CONTENT))
                        .readAllBytes())
                .isEqualTo(CONTENT);
        assertThat(cdn.calls()).containsExactly("GET /blob?sig=1");
        assertThat(cdn.requests().get(0).header("Authorization")).isNull();
    }

    @Test
    void goesStraightToTheCdnForMoreParts() throws IOException {
        for (int from = 0; from < CONTENT.length; from += 1000) {
            assertThat(range(from)).isEqualTo(Arrays.copyOfRange(CONTENT, from, from + 1000));
        }
        assertThat(registry.calls()).hasSize(2);
        assertThat(cdn.calls()).hasSize(10).containsOnly("GET /blob?sig=1");
    }

    @Test
    void asksTheRegistryAgainWhenTheAddressIsNotTakenAnyMore() throws IOException {
        range(0);
        Front old = cdn;
        cdn = Front.alone()
                .answer(request -> Front.reply(206, "0123456789".repeat(100), "Content-Range: bytes 0-999/10000"));
        old.answer(request -> Front.reply(403, "<Error>Request has expired</Error>"));

        assertThat(range(0)).hasSize(1000);
        assertThat(old.calls()).containsExactly("GET /blob?sig=1", "GET /blob?sig=1");
        assertThat(cdn.calls()).containsExactly("GET /blob?sig=2");
        old.close();
    }

    private byte[] range(int from) throws IOException {
        return client.openRange(repository(registry.host(), "a"), blob(CONTENT), from, 1000)
                .orElseThrow()
                .readAllBytes();
    }

    @Test
    void knowsThatABlobIsThereWithoutFollowing() {
        assertThat(client.hasBlob(
                        repository(registry.host(), "a"), blob(CONTENT).digest()))
                .isTrue();
        assertThat(cdn.calls()).isEmpty();
    }

    @Test
    void uploadsWhereTheRegistryLeadsWithoutCredentials() {
        Front store = Front.alone().answer(request -> Front.reply(201, ""));
        registry.answer(request -> request.header("Authorization") == null
                ? Front.reply(401, "{}", BASIC)
                : Front.reply(202, "", "Location: " + store.uri() + "/upload?sig=1"));
        byte[] large = Samples.random(Samples.MIB);
        Samples.put(client, repository(registry.host(), "a"), large);

        assertThat(store.calls())
                .containsExactly("PUT /upload?sig=1&digest=" + blob(large).digest());
        assertThat(store.requests().get(0).header("Authorization")).isNull();
        store.close();
    }

    @Test
    void doesNotGoInACircle() {
        registry.answer(request -> Front.reply(302, "", "Location: /v2/a/manifests/1"));
        assertThatThrownBy(() -> client.getManifest(image(registry, "a:1")))
                .hasMessageEndingWith("more than 5 redirects");
        assertThat(registry.calls()).hasSize(6);
    }

    /** A public registry, whose name only the proxy resolves. */
    @Test
    void refusesToBeLedToLoopbackByAPublicRegistry() {
        leadTo(cdn.uri());
        try (RegistryClient outside = outside(false)) {
            String private127 = "it leads to a private address: 127.0.0.1";
            assertThatThrownBy(() -> outside.getManifest(
                            repository("registry.example", "a").tag("1")))
                    .hasMessageEndingWith("refused to follow the registry: " + private127);
            assertThatThrownBy(() -> outside.openBlob(repository("registry.example", "a"), blob(CONTENT)))
                    .hasMessageEndingWith("the token service is refused: " + private127);
        }
        assertThat(cdn.calls()).isEmpty();
    }

    /** Nothing is configured for it, and its own address is one of this machine's, too. */
    @Test
    void refusesToBeLedToAnotherPortOfLoopback() {
        leadTo(cdn.uri());
        String localhost = registry.host().replace("127.0.0.1", "localhost");
        try (RegistryClient unconfigured = Samples.client(HostSettings::of)) {
            for (String host : List.of(registry.host(), localhost)) {
                assertThatThrownBy(() ->
                                unconfigured.getManifest(repository(host, "a").tag("1")))
                        .hasMessageEndingWith("it leads to a private address: 127.0.0.1");
                assertThatThrownBy(() -> unconfigured.openBlob(repository(host, "a"), blob(CONTENT)))
                        .hasMessageEndingWith("the token service is refused: it leads to a private address: 127.0.0.1");
                byte[] large = Samples.random(Samples.MIB);
                assertThatThrownBy(() -> Samples.put(unconfigured, repository(host, "uploads"), large))
                        .hasMessageEndingWith("it leads to a private address: 127.0.0.1");
                assertThatThrownBy(() -> Samples.tags(unconfigured, repository(host, "listed")))
                        .hasMessageEndingWith("it leads to a private address: 127.0.0.1");
            }
        }
        assertThat(cdn.calls()).isEmpty();
    }

    @Test
    void followsToAHostThatIsConfigured() throws IOException {
        leadTo(cdn.uri());
        cdn.answer(request -> Samples.reply(Samples.manifest("{}")));
        HostDirectory hosts = new HostDirectory() {
            @Override
            public HostSettings apply(String host) {
                return HostSettings.of(host);
            }

            @Override
            public boolean names(String host) {
                return host.equals(cdn.host());
            }
        };
        try (RegistryClient named = Samples.client(hosts)) {
            assertThat(named.getManifest(image(registry, "a:1"))).isPresent();
        }
        assertThat(cdn.calls()).containsExactly("GET /secret");
    }

    @Test
    void refusesToBeLedToMetadataByWhomever() {
        leadTo(URI.create("http://169.254.169.254"));
        for (RegistryClient trusting : List.of(client, outside(true))) {
            String host = trusting == client ? registry.host() : "registry.example";
            assertThatThrownBy(() -> trusting.getManifest(repository(host, "a").tag("1")))
                    .hasMessageContaining("refused to follow the registry: it leads to an address of metadata");
            assertThatThrownBy(() -> trusting.openBlob(repository(host, "a"), blob(CONTENT)))
                    .hasMessageContaining("the token service is refused: it leads to an address of metadata");
        }
        assertThat(registry.calls()).noneMatch(call -> call.contains("secret") || call.contains("token"));
    }

    private void leadTo(URI address) {
        registry.answer(request -> {
            String line = request.line();
            if (line.contains("/manifests/")) {
                return Front.reply(302, "", "Location: " + address + "/secret");
            }
            if (line.contains("/uploads/")) {
                return Front.reply(202, "", "Location: " + address + "/secret");
            }
            return line.contains("/tags/")
                    ? Front.reply(200, "{\"tags\":[]}", "Link: <" + address + "/secret>; rel=\"next\"")
                    : Front.reply(401, "{}", bearer(address));
        });
    }

    /** The registry under a name that only a proxy knows. */
    private RegistryClient outside(boolean trusted) {
        URI proxy = URI.create("http://" + registry.host());
        HostSettings settings = HostSettings.of("registry.example")
                .with(new HostSettings.Network(null, true, proxy, null, trusted))
                .withCredentials(new Credentials("ann", "secret"));
        return Samples.client(host -> host.equals("registry.example") ? settings : HostSettings.of(host, 64));
    }
}
