package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.testing.Front;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** What the tests of this package share: clients that waste no time, and content. */
public final class Samples {
    public static final int MIB = 1024 * 1024;
    private static final DnsResolver DNS = SystemDefaultDnsResolver.INSTANCE;

    /**
     * Tries again at once, and waits long for every answer: one that comes late because the machine is busy must not
     * look like one that does not come, which would be one try more.
     */
    static final Patience QUICK_TO_REPEAT = patience(Duration.ofMinutes(1), Duration.ofMinutes(1), 3);

    static Patience patience(Duration idle, Duration commit, int tries) {
        return patience(idle, commit, tries, Duration.ofMinutes(10));
    }

    private static Patience patience(Duration idle, Duration commit, int tries, Duration keep) {
        return new Patience(
                Duration.ofMinutes(1),
                idle,
                commit,
                idle,
                4096,
                tries,
                new BackOff(Duration.ofMillis(10), Duration.ofMillis(50)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                keep);
    }

    private Samples() {}

    public static RegistryClient client(HostDirectory hosts) {
        return client(hosts, QUICK_TO_REPEAT);
    }

    static RegistryClient client(HostDirectory hosts, Map<String, String> environment) {
        return client(hosts, QUICK_TO_REPEAT, environment, DNS, Budgets.ALONE, System::nanoTime);
    }

    static RegistryClient client(HostDirectory hosts, Patience patience) {
        return client(hosts, patience, Map.of(), DNS, Budgets.ALONE, System::nanoTime);
    }

    /** One that keeps an unused connection so long, and asks that resolver for addresses. */
    static RegistryClient keeping(Duration keep, HostDirectory hosts, DnsResolver resolver) {
        Patience patience = patience(Duration.ofMinutes(1), Duration.ofMinutes(1), 3, keep);
        return client(hosts, patience, Map.of(), resolver, Budgets.ALONE, System::nanoTime);
    }

    /** One of several that share what hosts allow, by that clock. */
    static RegistryClient byTheClock(HostDirectory hosts, Patience patience, Budgets budgets, LongSupplier nanoTime) {
        return client(hosts, patience, Map.of(), DNS, budgets, nanoTime);
    }

    private static RegistryClient client(
            HostDirectory hosts,
            Patience patience,
            Map<String, String> environment,
            DnsResolver resolver,
            Budgets budgets,
            LongSupplier nanoTime) {
        return new RegistryClient(hosts, new RegistryHttp.Setup(8, patience, environment, resolver, budgets, nanoTime));
    }

    /** A registry whose token service or store is another server of this machine. */
    public static HostSettings allowingPrivateNetwork(String host) {
        return HostSettings.of(host).with(new HostSettings.Network(null, null, null, null, true));
    }

    /** A registry whose name stands for another address. */
    public static HostSettings at(String host, URI endpoint) {
        return HostSettings.of(host).with(new HostSettings.Network(endpoint, null, null, null, null));
    }

    /** A registry of plain HTTP behind a proxy, or null for none. */
    public static HostSettings through(String host, URI proxy) {
        return HostSettings.of(host).with(new HostSettings.Network(null, true, proxy, null, null));
    }

    /** All tags of a repository, as far as a hundred requests bring them. */
    public static List<String> tags(RegistryClient client, Repository repository) {
        List<String> all = new ArrayList<>();
        client.eachTag(repository, 100, all::addAll);
        return all;
    }

    public static Repository repository(String host, String path) {
        return ImageReference.parse(host + "/" + path).repository();
    }

    public static ImageReference image(Front front, String name) {
        return ImageReference.parse(front.host() + "/" + name);
    }

    public static Descriptor blob(byte[] content) {
        return new Descriptor("application/octet-stream", Digest.of(content), content.length);
    }

    public static Manifest manifest(String content) {
        return new Manifest(MediaTypes.OCI_MANIFEST, content.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer of a registry that has this manifest. */
    public static byte[] reply(Manifest manifest) {
        return Front.reply(
                200,
                manifest.bytes(),
                "Content-Type: " + manifest.mediaType(),
                "Docker-Content-Digest: " + manifest.digest());
    }

    static void put(RegistryClient client, Repository to, byte[] content) {
        client.putBlob(to, blob(content), offset -> new ByteArrayInputStream(content, (int) offset, content.length));
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
