package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest of an image, for which attachments are looked.
 *
 * @param of how people call it
 * @param root whether it is what the source's tag names
 * @param platform null for what runs nowhere: an index, BuildKit's attestations
 */
record Subject(Digest digest, String of, boolean root, Platform platform) {
    /** More than any real index has. Each costs some requests. */
    private static final int MOST = 100;

    /** Lists them for a plan that has something to do: the root, and each manifest that is copied. */
    static List<Subject> of(CopyPlan plan) {
        List<IndexEntry> children =
                plan.images().stream().map(PlannedImage::child).toList();
        return of(plan.upstream(), children, plan.whole());
    }

    /**
     * Lists them for an image whose manifests can be read.
     *
     * @param whole whether the indexes below its index count too
     */
    static List<Subject> of(Upstream upstream, List<IndexEntry> children, boolean whole) {
        if (upstream.contents().index() == null) {
            return List.of(root(upstream));
        }
        List<Subject> subjects = below(upstream, children);
        if (whole) {
            upstream.contents().nested().forEach(nested -> subjects.add(other(nested.digest())));
        }
        return subjects.stream().limit(MOST).toList();
    }

    /** Lists them for an image that nobody has read upstream, by what stands at the target. */
    static List<Subject> of(Upstream upstream, Manifest standing) {
        try {
            List<Subject> subjects = below(upstream, ImageIndex.read(standing).children());
            return subjects.stream().limit(MOST).toList();
        } catch (InvalidManifestException e) {
            return List.of(root(upstream));
        }
    }

    /** What the source's tag names. */
    static Subject root(Upstream upstream) {
        boolean index = MediaTypes.isIndex(upstream.mediaType());
        return new Subject(upstream.digest(), index ? Signatures.INDEX : Signatures.IMAGE, true, null);
    }

    private static List<Subject> below(Upstream upstream, List<IndexEntry> children) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(root(upstream));
        for (IndexEntry child : children) {
            Digest digest = child.descriptor().digest();
            Platform platform = child.platform();
            subjects.add(platform == null ? other(digest) : new Subject(digest, platform.toString(), false, platform));
        }
        return subjects;
    }

    private static Subject other(Digest digest) {
        return new Subject(digest, digest.toString(), false, null);
    }
}
