package io.github.syncimage.copy.source;

import io.github.syncimage.concurrent.WorkLimit;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.text.EditDistance;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks an upstream for an image by {@code HEAD}, and says plainly why it cannot be had. */
public record UpstreamInspector(
        RegistryClient client, RegistryClient anonymous, RegistryClient sources, Parallel parallel) {
    /** Enough to find similar ones among, and small in memory. */
    private static final int TAGS_READ = 20_000;
    /** Somebody waits for the answer: a page takes up to half a second. */
    private static final int PAGES_READ = 20;

    private static final int TAGS_TOLD = 5;

    public UpstreamInspector(RegistryClient client, Parallel parallel) {
        this(client, client.anonymous(), client.ofSources(), parallel);
    }

    /**
     * What is read afterwards is what the digest names that this one request told, whoever moves the tag meanwhile.
     *
     * @param work that this is the beginning of
     */
    public Upstream inspect(ImageReference source, Access access, WorkLimit work) {
        return found(source, head(source, access), null, access, work);
    }

    /**
     * Makes an upstream of what is known of its root.
     *
     * @param daemonPlatforms as a Docker daemon tells them where this program cannot read the manifests, else null
     */
    public Upstream found(
            ImageReference source, Descriptor root, List<Platform> daemonPlatforms, Access access, WorkLimit work) {
        if (root.mediaType().contains("vnd.docker.distribution.manifest.v1+")) {
            throw new CopyRefusedException(
                    Reason.UNSUPPORTED_FORMAT,
                    source + " is in Docker's schema 1 format, which is obsolete: no registry takes it any more");
        }
        ImageTree tree =
                new ImageTree(reader(source.host(), access), source.repository(), parallel, true, new ManifestBudget());
        return new Upstream(source, root, tree, work, daemonPlatforms, access);
    }

    /** The client that reads what the source's name stands for. */
    private RegistryClient reader(String host, Access access) {
        return switch (access) {
            case OPERATOR -> client;
            // One token serves both where there is no login.
            case PUBLIC -> sources.hasLogin(host) ? sources : anonymous;
            case PRIVATE -> sources;
        };
    }

    private Descriptor head(ImageReference source, Access access) {
        RegistryClient asker = access == Access.PUBLIC ? anonymous : reader(source.host(), access);
        try {
            return asker.headManifest(source).orElseThrow(() -> notFound(source, asker));
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.DENIED) {
                throw privateOrAbsent(source, access, source.host() + " answers " + e.status());
            }
            throw e;
        }
    }

    /** Says no more to a stranger than that the image is not shown: from that nobody sees if it exists. */
    public static CopyRefusedException privateOrAbsent(ImageReference source, Access access, String why) {
        String told = access == Access.PUBLIC ? source.host() + " does not show it to everybody" : why;
        return new CopyRefusedException(Reason.PRIVATE_OR_ABSENT, source + " is private or absent: " + told);
    }

    private CopyRefusedException notFound(ImageReference source, RegistryClient asker) {
        List<String> tags = source.digest() == null ? nearTags(source, asker) : List.of();
        String what = source.digest() == null ? "has no tag " + source.tag() : "has no manifest " + source.digest();
        return new CopyRefusedException(Reason.NOT_FOUND, source.repository() + " " + what, List.of(), tags, "");
    }

    /** Tags that somebody may have meant; none where the registry does not tell. */
    private static List<String> nearTags(ImageReference source, RegistryClient asker) {
        try {
            Set<String> read = new HashSet<>();
            asker.eachTag(source.repository(), PAGES_READ, page -> page.stream()
                    .limit(TAGS_READ - read.size())
                    .forEach(read::add));
            return read.stream()
                    .filter(tag -> !Digest.isTag(tag))
                    .sorted(Comparator.comparingInt((String tag) -> distance(source.tag(), tag))
                            .thenComparing(Comparator.reverseOrder()))
                    .limit(TAGS_TOLD)
                    .toList();
        } catch (RegistryException e) {
            return List.of();
        }
    }

    /** Edit distance, with a head start for tags that begin alike. */
    static int distance(String wanted, String tag) {
        int alike = 0;
        while (alike < Math.min(wanted.length(), tag.length()) && wanted.charAt(alike) == tag.charAt(alike)) {
            alike++;
        }
        return EditDistance.between(wanted, tag) - alike;
    }
}
