package io.github.syncimage.copy;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.RegistryClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees to it that no source overwrites another source's image. Sources are told apart by their repository: a tag that
 * moved upstream is the same source. What is known of a target comes from this process's own copies, from the memory, and
 * from the registry; where a target exists and nothing shows that it came from this source, it counts as taken.
 */
final class TargetChooser {
    /** Targets that this process handed out, the latest; older ones are in the memory. */
    private static final int MOST_CLAIMS = 10_000;

    private final RegistryClient client;
    private final CopyMemory memory;
    private final Presence presence;
    private final Parallel parallel;
    private final Predicate<String> readable;
    private final Map<ImageReference, Repository> claims = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageReference, Repository> eldest) {
            return size() > MOST_CLAIMS;
        }
    };

    /** @param readable whether this program can read the manifests of this source host; where not, a target is taken */
    TargetChooser(
            RegistryClient client,
            CopyMemory memory,
            Presence presence,
            Parallel parallel,
            Predicate<String> readable) {
        this.readable = readable;
        this.client = client;
        this.memory = memory;
        this.presence = presence;
        this.parallel = parallel;
    }

    ImageReference choose(
            ImageReference source, Digest sourceDigest, ImageReference preferred, ImageReference qualified) {
        if (preferred.equals(qualified)) {
            return preferred;
        }
        Repository claimed = claim(preferred, source.repository());
        if (claimed != null) {
            return claimed.equals(source.repository()) ? preferred : qualified;
        }
        boolean free = false;
        try {
            free = free(source, sourceDigest, preferred);
        } finally {
            if (!free) {
                release(preferred);
            }
        }
        return free ? preferred : qualified;
    }

    /** Who held the claim before, or null where this source holds it now. */
    private Repository claim(ImageReference target, Repository source) {
        synchronized (claims) {
            return claims.putIfAbsent(target, source);
        }
    }

    private void release(ImageReference target) {
        synchronized (claims) {
            claims.remove(target);
        }
    }

    private boolean free(ImageReference source, Digest sourceDigest, ImageReference target) {
        Optional<Descriptor> standing = presence.standing(target);
        if (standing.isEmpty() || standing.get().digest().equals(sourceDigest)) {
            return true;
        }
        Optional<CopyMemory.Mirrored> ours = memory.mirrored(target).filter(mirrored -> mirrored.targetDigest()
                .equals(standing.get().digest()));
        return ours.map(mirrored -> mirrored.source().repository().equals(source.repository()))
                .orElseGet(() -> partOf(source.withDigest(sourceDigest), target, standing.get()));
    }

    /** Without memory: an index of nothing but this source's images was made from it. */
    private boolean partOf(ImageReference source, ImageReference target, Descriptor standing) {
        if (!readable.test(source.host())) {
            return false;
        }
        ManifestReader upstream = new ManifestReader(client, source.repository(), parallel);
        ManifestReader mirror = new ManifestReader(client, target.repository(), parallel);
        return Kinship.isPartOf(
                upstream.contents(new Descriptor("", source.digest(), 0)).children(),
                upstream,
                mirror.contents(standing).children(),
                mirror);
    }
}
