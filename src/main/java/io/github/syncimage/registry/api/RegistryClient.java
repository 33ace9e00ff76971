package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.Budgets;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostLevel;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.HostSettings.PushLimits;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Reads from and writes to any registry that speaks the OCI distribution API. All calls block, may be made from many
 * threads, repeat what is temporary (nobody above may), and throw {@link RegistryException} when they did not do what
 * they should. An interrupted thread gets one too, and stays interrupted.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI distribution</a>
 */
public final class RegistryClient implements AutoCloseable {
    /** One connection brings so many bytes in a second: where no more are taken, others only keep each other waiting. */
    private static final long OF_A_CONNECTION = 4 * 1024 * 1024;

    private final RegistryHttp http;
    private final boolean owner;
    private final Manifests manifests;
    private final BlobReader blobs;
    private final BlobWriter blobWriter;
    private final TagLister tags;
    private final ReferrerLister referrers;

    /**
     * @param hosts only one that is {@link HostDirectory#names named} may be at a private address when another registry
     *     leads there
     * @param uploadsAtOnce blobs sent to one host at once, over all callers; the host's {@code maxConnections} bounds
     *     it too
     */
    public RegistryClient(HostDirectory hosts, int uploadsAtOnce) {
        this(hosts, uploadsAtOnce, Patience.DEFAULT, Budgets.ALONE);
    }

    /** @param budgets that one of several processes shares with the others */
    public RegistryClient(HostDirectory hosts, int uploadsAtOnce, Patience patience, Budgets budgets) {
        this(
                hosts,
                new RegistryHttp.Setup(
                        uploadsAtOnce,
                        patience,
                        System.getenv(),
                        SystemDefaultDnsResolver.INSTANCE,
                        budgets,
                        System::nanoTime));
    }

    RegistryClient(HostDirectory hosts, RegistryHttp.Setup setup) {
        this(new RegistryHttp(hosts, setup), true);
    }

    private RegistryClient(RegistryHttp http, boolean owner) {
        this.http = http;
        this.owner = owner;
        this.manifests = new Manifests(http);
        this.blobs = new BlobReader(http);
        this.blobWriter = new BlobWriter(http);
        this.tags = new TagLister(http);
        this.referrers = new ReferrerLister(http);
    }

    /** A client with the same hosts and connections, but without credentials; closing it does nothing. */
    public RegistryClient anonymous() {
        return new RegistryClient(http.with(HostSettings::of), false);
    }

    /**
     * A client with the same hosts and connections, but with the logins of {@link HostDirectory#ofSources}; closing it
     * does nothing.
     */
    public RegistryClient ofSources() {
        return new RegistryClient(http.with(http.directory.ofSources()), false);
    }

    /** Tells whether there are credentials for this registry host. */
    public boolean hasLogin(String host) {
        return http.login(http.host(host)).current() != null;
    }

    /** Finds what the tag or digest stands for, by HEAD (by GET where that doesn't tell); empty when it does not exist. */
    public Optional<Descriptor> headManifest(ImageReference image) {
        return manifests.head(image);
    }

    /** Like {@link #headManifest}, but empty also where the registry denies it, as some do for an absent repository. */
    public Optional<Descriptor> headUnlessDenied(ImageReference image) {
        return RequestFailure.unlessDenied(() -> headManifest(image), Optional.empty());
    }

    /**
     * The manifest or index, at most {@link Manifest#MAX_BYTES}; empty when it does not exist. Its bytes were checked
     * against the digest of the reference and the one that the registry named.
     */
    public Optional<Manifest> getManifest(ImageReference image) {
        return getManifest(image, Manifest.MAX_BYTES);
    }

    /** Reads a manifest that was announced with so many bytes: no more of it are read. */
    public Optional<Manifest> getManifest(ImageReference image, int mostBytes) {
        return manifests.get(image, mostBytes);
    }

    /**
     * Stores the bytes as they are under the reference's digest, or its tag where it has none.
     *
     * @return the digest by which the registry names it, which may be of another algorithm than the manifest's own
     */
    public Digest putManifest(ImageReference at, Manifest manifest) {
        return manifests.put(at, manifest);
    }

    /**
     * Takes a tag from what it points at. Not every registry can, and some throw away the manifest with it, so whoever
     * needs that looks again.
     *
     * @param tag without a digest
     * @return whether the registry did it
     */
    public boolean deleteTag(ImageReference tag) {
        return manifests.delete(tag);
    }

    /** Tells by HEAD whether the repository surely holds the blob; false also where that is not allowed. */
    public boolean hasBlob(Repository repository, Digest digest) {
        return blobs.exists(repository, digest);
    }

    /**
     * A small blob as a whole, checked. It waits for no bandwidth, but counts.
     *
     * @throws RegistryException of kind INVALID_CONTENT when it is larger than {@code maxBytes}
     */
    public byte[] getBlob(Repository repository, Descriptor blob, int maxBytes) {
        return blobs.bytes(repository, blob, maxBytes);
    }

    /**
     * A blob as a stream, which goes on with Range after a break and never gives more than the descriptor's size. The
     * last bytes are handed out only when size and digest are right; reading throws {@link RegistryException}
     * otherwise. Closing it early breaks the connection. It holds one of the host's {@code maxConnections} until it is
     * closed.
     */
    public InputStream openBlob(Repository repository, Descriptor blob) {
        return openRange(repository, blob, 0, blob.size()).orElseThrow();
    }

    /**
     * A part of a blob, like {@link #openBlob} but without the digest: whoever joins the parts checks it.
     *
     * @return empty when the server does not serve parts
     */
    public Optional<InputStream> openRange(Repository repository, Descriptor blob, long from, long length) {
        return blobs.openRange(repository, blob, from, length);
    }

    /** The shortest time that this repository's host has taken to begin an answer, which shows how far away it is. */
    public Duration quickestAnswer(Repository repository) {
        return Duration.ofNanos(http.host(repository.host()).quickestNanos());
    }

    /** Tells how busy each registry host is kept that was asked for something, by name. */
    public List<HostLevel> levels() {
        return http.levels();
    }

    /** Returns how many connections are worth having to this registry host at once, over all callers. */
    public int connections(String host) {
        HostSettings settings = http.host(host).settings;
        long busy = settings.bandwidth() / OF_A_CONNECTION;
        return settings.bandwidth() == 0
                ? settings.maxConnections()
                : (int) Math.max(1, Math.min(busy, settings.maxConnections()));
    }

    /** Returns what this registry host takes of those who push to it. */
    public PushLimits limits(String host) {
        return http.host(host).settings.limits();
    }

    /**
     * Makes a blob of another repository of this host appear in {@code to}, without sending it.
     *
     * <p>It is an offer, which any trouble turns down; after a refusal this pair of repositories is not tried for a
     * while.
     */
    public MountResult mountBlob(Repository to, Digest digest, Repository from) {
        return blobWriter.mount(to, digest, from);
    }

    /** Throws unless this client may push to the repository; nothing stays there. */
    public void checkPush(Repository repository) {
        blobWriter.checkPush(repository);
    }

    /** Sends a blob; after a break it goes on where the registry got to, or starts again. */
    public void putBlob(Repository to, Descriptor blob, BlobSource source) {
        blobWriter.put(to, blob, source);
    }

    /**
     * Hands on the tags of a repository page by page, to their end or to so many requests: some registries send no more
     * than 50 tags at once, whatever they are asked for.
     *
     * @param page told of each page's tags; some may come twice
     * @return whether these were all; false also where there is no such repository, so that nobody concludes anything from
     *     what is not among them
     */
    public boolean eachTag(Repository repository, int mostPages, Consumer<List<String>> page) {
        return tags.each(repository, mostPages, page);
    }

    /**
     * Pulls that are left of a quota of the repository's host, as its latest answer about a manifest told; empty where it
     * has told of none.
     *
     * @see <a href="https://docs.docker.com/docker-hub/usage/pulls/">Docker Hub, which does</a>
     */
    public OptionalInt pullsLeft(Repository repository) {
        int left = http.host(repository.host()).pullsLeft();
        return left < 0 ? OptionalInt.empty() : OptionalInt.of(left);
    }

    /**
     * Lists what the registry says refers to a manifest, by its referrers API; it may lie.
     *
     * @param most entries that are read
     * @return empty where the registry has no such API, which is remembered for a day
     */
    public Optional<List<Descriptor>> referrers(Repository repository, Digest subject, int most) {
        return referrers.list(repository, subject, most);
    }

    /** False where the registry says that there is no such repository; true also where it does not tell. */
    public boolean knows(Repository repository) {
        return tags.knows(repository);
    }

    /** Tells whether the repository has a tag, as far as the registry says so; true where it does not. */
    public boolean hasTags(Repository repository) {
        return tags.hasTags(repository);
    }

    /** Breaks what is still running. */
    @Override
    public void close() {
        if (owner) {
            http.close();
        }
    }

    /** The answers to the offer to mount a blob of another repository. */
    public enum MountResult {
        /** It is there now. */
        MOUNTED,
        /** The other repository does not hold it, or this registry does not mount. */
        NOT_HELD,
        /** Not between these two repositories, for whatever reason. Whether the other holds the blob is not known. */
        REFUSED
    }

    /** The source of an upload; opened again, maybe further on, when the upload has to go on after a break. */
    @FunctionalInterface
    public interface BlobSource {
        /** The upload has its turn: {@link #open} follows in a round trip or two, unless the target has the blob after all. */
        default void announce() {}

        /**
         * Opens the content from this byte to its end; the client closes it.
         *
         * @param offset 0 for the first byte
         */
        InputStream open(long offset) throws IOException;
    }
}
