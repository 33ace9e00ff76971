package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.Signatures.Statement;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.copy.source.AttachmentLookup;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.RegistryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is attached to an image upstream, for who only looks at it.
 *
 * @param found signatures and whatever else, in the order of the manifests that they are about
 * @param statements what attestations state, those in the index among them
 * @param unknown what could not be read, each with the reason
 */
public record UpstreamSignatures(List<Found> found, List<Statement> statements, List<String> unknown) {
    /** @param of as in {@link io.github.syncimage.copy.plan.Signatures.Attached} */
    public record Found(String what, String of, Digest digest, boolean signature) {}

    public static UpstreamSignatures of(Upstream upstream) {
        List<IndexEntry> children = upstream.contents().children();
        List<Subject> subjects = Subject.of(upstream, children, true);
        AttachmentLookup lookup = upstream.tree().attachments();
        subjects.forEach(subject -> lookup.of(subject.digest()));
        Map<Digest, String> names = new HashMap<>();
        subjects.forEach(subject -> names.put(subject.digest(), subject.of()));
        UpstreamSignatures all = new UpstreamSignatures(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        all.addStatements(upstream, children, names);
        for (Subject subject : subjects) {
            try {
                Parallel.join(lookup.of(subject.digest()))
                        .forEach(attachment -> all.add(
                                attachment,
                                names.getOrDefault(
                                        attachment.subject(),
                                        attachment.subject().toString())));
            } catch (RegistryException e) {
                all.unknown.add(subject.of() + ": " + e.detail());
            }
        }
        return all;
    }

    private void add(Attachment attachment, String of) {
        found.add(new Found(attachment.what(), of, attachment.descriptor().digest(), attachment.isSignature()));
        attachment.statements().forEach(type -> statements.add(new Statement(type, of)));
    }

    private void addStatements(Upstream upstream, List<IndexEntry> children, Map<Digest, String> names) {
        List<IndexEntry> attesting =
                children.stream().filter(child -> child.attests() != null).toList();
        List<ImageManifest> manifests = upstream.tree().images(attesting);
        for (int i = 0; i < attesting.size(); i++) {
            Digest about = attesting.get(i).attests();
            String of = names.getOrDefault(about, about.toString());
            Attachment.statements(manifests.get(i)).forEach(type -> statements.add(new Statement(type, of)));
        }
    }
}
