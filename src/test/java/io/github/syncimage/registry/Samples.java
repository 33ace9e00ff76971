package io.github.syncimage.registry;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.http.Patience;
import io.github.syncimage.testing.Front;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** What the tests of this package share: a client in a hurry, and content. */
final class Samples {
    static final int MIB = 1024 * 1024;

    /** Everything is over in about a second. */
    static final Patience HURRY = new Patience(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            4096,
            3,
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(2));

    private Samples() {}

    static RegistryClient client(Function<String, HostSettings> hosts) {
        return client(hosts, Map.of());
    }

    static RegistryClient client(Function<String, HostSettings> hosts, Map<String, String> environment) {
        return new RegistryClient(hosts, 8, HURRY, environment, SystemDefaultDnsResolver.INSTANCE);
    }

    static Repository repository(String host, String path) {
        return ImageReference.parse(host + "/" + path).repository();
    }

    static ImageReference image(Front front, String name) {
        return ImageReference.parse(front.host() + "/" + name);
    }

    static Descriptor blob(byte[] content) {
        return new Descriptor("application/octet-stream", Digest.of(content), content.length);
    }

    static Manifest manifest(String content) {
        return new Manifest(MediaTypes.OCI_MANIFEST, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer of a registry that has this manifest. */
    static byte[] reply(Manifest manifest) {
        return Front.reply(
                200,
                manifest.bytes(),
                "Content-Type: " + manifest.mediaType(),
                "Docker-Content-Digest: " + manifest.digest());
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
