package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.manifest.InvalidManifestException;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Attached;
import io.github.syncimage.copy.plan.Signatures.Left;
import io.github.syncimage.copy.plan.Signatures.Statement;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Notes what becomes of each attachment of one image. */
final class Ledger {
    private final List<Subject> subjects;
    private final Map<Digest, String> names = new HashMap<>();
    private final List<Attached> copied = new ArrayList<>();
    private final List<Attached> present = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();
    private final Set<Digest> signed = new HashSet<>();
    private Left leftSignature;
    private RegistryException trouble;
    private long sent;

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

        static List<Subject> of(CopyPlan plan) {
            return of(plan.upstream(), plan.children(), plan.whole());
        }

        /** @param whole whether the indexes below its index count too */
        static List<Subject> of(Upstream upstream, List<IndexEntry> children, boolean whole) {
            if (upstream.contents().index() == null) {
                return List.of(root(upstream));
            }
            Stream<Manifest> nested = whole ? upstream.contents().nested().stream() : Stream.empty();
            return listed(upstream, children, nested.map(index -> of(index.digest(), null)));
        }

        /** Lists them for an image that nobody has read upstream, by what stands at the target. */
        static List<Subject> of(Upstream upstream, Manifest standing) {
            try {
                return listed(upstream, ImageIndex.read(standing).children(), Stream.empty());
            } catch (InvalidManifestException e) {
                return List.of(root(upstream));
            }
        }

        static Subject root(Upstream upstream) {
            boolean index = MediaTypes.isIndex(upstream.mediaType());
            return new Subject(upstream.digest(), index ? Signatures.INDEX : Signatures.IMAGE, true, null);
        }

        private static List<Subject> listed(Upstream upstream, List<IndexEntry> children, Stream<Subject> more) {
            Stream<Subject> below =
                    children.stream().map(child -> of(child.descriptor().digest(), child.platform()));
            return Stream.concat(Stream.concat(Stream.of(root(upstream)), below), more)
                    .limit(MOST)
                    .toList();
        }

        private static Subject of(Digest digest, Platform platform) {
            return new Subject(digest, (platform == null ? digest : platform).toString(), false, platform);
        }
    }

    Ledger(List<Subject> subjects) {
        this.subjects = subjects;
        subjects.forEach(subject -> names.put(subject.digest(), subject.of()));
    }

    List<Subject> subjects() {
        return subjects;
    }

    private String of(Digest subject) {
        return names.getOrDefault(subject, subject.toString());
    }

    void copied(Attachment attachment) {
        copied.add(standing(attachment));
    }

    void present(Attachment attachment) {
        present.add(standing(attachment));
    }

    private Attached standing(Attachment attachment) {
        state(attachment.subject(), attachment.statements());
        if (attachment.isSignature()) {
            signed.add(attachment.subject());
        }
        return new Attached(
                attachment.what(),
                of(attachment.subject()),
                attachment.descriptor().digest(),
                attachment.isSignature());
    }

    void state(Digest subject, List<String> types) {
        types.forEach(type -> statements.add(new Statement(type, of(subject))));
    }

    void left(Attachment attachment, Why why, String detail) {
        Left one = new Left(attachment.what(), of(attachment.subject()), why, detail);
        if (attachment.isSignature() && leftSignature == null) {
            leftSignature = one;
        }
        left.add(one);
    }

    Optional<Left> leftSignature() {
        return Optional.ofNullable(leftSignature);
    }

    /** Nobody knows what is attached there. */
    void unknown(Subject subject, RegistryException why) {
        left.add(new Left("any", subject.of(), Why.UNAVAILABLE, why.detail()));
        troubled(why);
    }

    /** The first trouble is what a copy that needs signatures fails with. */
    void troubled(RegistryException why) {
        trouble = trouble == null ? why : trouble;
    }

    RegistryException trouble() {
        return trouble;
    }

    void sent(long bytes) {
        sent += bytes;
    }

    long sent() {
        return sent;
    }

    /** Tells if a client finds a signature: it checks the index, or the platform of it that it chose. */
    boolean isSigned(Digest root) {
        List<Subject> platforms =
                subjects.stream().filter(subject -> subject.platform() != null).toList();
        return signed.contains(root)
                || !platforms.isEmpty() && platforms.stream().allMatch(platform -> signed.contains(platform.digest()));
    }

    Signatures close(Instant now) {
        boolean bare = copied.isEmpty() && present.isEmpty() && left.isEmpty();
        return new Signatures(copied, present, left, statements, bare ? now : null);
    }
}
