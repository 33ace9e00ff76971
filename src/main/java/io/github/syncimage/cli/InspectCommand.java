package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.signatures.SignatureCopier;
import io.github.syncimage.copy.source.ImageTree;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.page.catalogue.ImageJson;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.trust.SignatureCheck;
import io.github.syncimage.trust.TrustedRoot;
import io.github.syncimage.trust.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an upstream offers and what it would be called at the target. */
@Command(name = "inspect", description = "Show an image's digest, media type, platforms and target.")
final class InspectCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "IMAGE", description = "Image to look at.")
    private String image;

    @Option(
            names = "--repository",
            paramLabel = "OWNER/NAME",
            description = "Repository whose target is shown, where several are served with namespaces of their own.")
    private String repository;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ImageReference source = ImageReference.parse(image);
        Settings settings = options.settings();
        try (OpenCopier open = OpenCopier.forReading(settings, options.hosts(settings));
                Upstream upstream = open.copier().inspect(source)) {
            boolean artifact = upstream.isArtifact(List.of());
            Target target = target(settings, source, artifact);
            Signatures signatures = settings.get(Keys.SIGNATURES) == SignatureMode.OFF
                    ? Signatures.NONE
                    : SignatureCopier.look(upstream);

            boolean looks = settings.get(Keys.SIGNATURES) != SignatureMode.OFF
                    || !settings.verify().isEmpty();
            VerifyReport verified =
                    looks ? VerifyReport.of(upstream, target.image(), open.copier()) : VerifyReport.NONE;
            Looked found = new Looked(upstream, upstream.images(), signatures, verified, target);
            out().println(json ? found.json() : found.text());
            return 0;
        }
    }

    private Target target(Settings settings, ImageReference source, boolean artifact) {
        TargetNames given = settings.namesIn(repository);
        TargetNames names = given == null || !artifact ? given : given.artifacts();
        ImageReference preferred =
                names == null ? null : names.preferred(source).orElse(null);
        if (preferred == null) {
            return new Target(null, null);
        }
        try (MirrorStore memory = Beans.memoryToLookAt(settings)) {
            return memory.owner(names.usual(source).repository())
                    .filter(owner -> !owner.equals(source.repository().upstream()))
                    .map(owner -> new Target(names.qualifiedOrNull(source), owner.toString()))
                    .orElseGet(() -> new Target(preferred, null));
        }
    }

    /**
     * What it would be called.
     *
     * @param takenBy source to which its short name belongs; null where that is this one or nobody
     */
    private record Target(ImageReference image, String takenBy) {}

    /** What was found, and how it is told. */
    private record Looked(
            Upstream upstream,
            List<PlatformImage> images,
            Signatures signatures,
            VerifyReport verified,
            Target target) {
        private static final int LONGEST = 300;

        private ArtifactType type() {
            ImageTree.Contents contents = upstream.contents();
            return contents.type(contents.artifact() ? upstream.tree().images(contents.children()) : List.of());
        }

        /** The only manifest; null where there is an index. */
        private ImageManifest lone() {
            return upstream.contents().index() != null
                    ? null
                    : upstream.tree().images(upstream.contents().children()).get(0);
        }

        private List<Map<String, Object>> files() {
            return lone().layers().stream()
                    .map(layer -> Json.of(
                            "name", layer.title().isEmpty() ? null : layer.title(),
                            "mediaType", layer.descriptor().mediaType(),
                            "digest", layer.descriptor().digest().toString(),
                            "size", layer.descriptor().size()))
                    .toList();
        }

        String json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("image", upstream.source().toString());
            json.put("digest", upstream.digest().toString());
            json.put("mediaType", upstream.mediaType());
            json.put("type", type().code());
            json.put("artifactType", lone() == null ? null : lone().artifactType());
            if (lone() != null && !type().isImage()) {
                json.put("files", files());
            }
            json.put("platforms", images.stream().map(ImageJson::of).toList());
            json.put(
                    "signatures",
                    signatures.present().stream().map(SignatureWords::json).toList());
            json.put("attestations", SignatureWords.attestations(signatures.statements()));
            json.put("unreadable", SignatureWords.unreadable(signatures));
            json.put("target", Objects.toString(target.image(), null));
            json.put("taken_by", target.takenBy());
            verified.addTo(json);
            return Json.text(json);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            String line = System.lineSeparator();
            text.append(upstream.source()).append(line);
            text.append("  digest      ").append(upstream.digest()).append(line);
            text.append("  media type  ").append(upstream.mediaType()).append(line);
            text.append("  type        ").append(type().code());
            if (!type().isImage() && lone() != null) {
                text.append(" (")
                        .append(OneLine.of(lone().artifactType(), LONGEST))
                        .append(")");
                lone().layers().forEach(layer -> text.append(line)
                        .append("  file        ")
                        .append(layer.descriptor().digest())
                        .append("  ")
                        .append(Sizes.text(layer.descriptor().size()))
                        .append("  ")
                        .append(OneLine.of(layer.descriptor().mediaType() + " " + layer.title(), LONGEST)));
            }
            text.append(line);
            for (PlatformImage image : images) {
                text.append(String.format("  %-18s ", image.platform()))
                        .append(image.digest())
                        .append("  ")
                        .append(Sizes.text(image.size()))
                        .append(line);
            }
            String attached = SignatureWords.upstream(signatures);
            if (!attached.isEmpty()) {
                text.append(attached.substring(line.length())).append(line);
            }
            return text.append("  target      ")
                    .append(Objects.toString(target.image(), "none: no rule or no target registry"))
                    .append(target.takenBy() == null ? "" : " (the short name belongs to " + target.takenBy() + ")")
                    .append(verified.text())
                    .toString();
        }
    }

    /**
     * What {@code inspect} shows of an image's signatures.
     *
     * @param found those of what the image's name stands for: in which form ({@code sig}, {@code bundle}, {@code
     *     referrer}), and who claims to have made it, of which the rules say whether it is true; none where they could not
     *     be looked at
     * @param verified what the rules say of them, null where that could not be told
     * @param trouble why not, or null
     */
    private record VerifyReport(List<Map<String, Object>> found, Verification verified, String trouble) {
        /** Where nobody asked for a look. */
        static final VerifyReport NONE = new VerifyReport(List.of(), Verification.NOT_ASKED, null);

        private static final int LONGEST = 200;

        /**
         * What cannot be told of signatures is no reason to show nothing of the image.
         *
         * @param target where the rules on names put it; null where they do not
         */
        static VerifyReport of(Upstream upstream, ImageReference target, Copier copier) {
            List<Map<String, Object>> found = List.of();
            try {
                found = upstream.tree()
                        .attachments()
                        .signatures(upstream.digest())
                        .limit(SignatureCheck.MOST)
                        .map(one -> Json.of(
                                "form", one.place(), "claims", OneLine.of(one.claims(upstream.digest()), LONGEST)))
                        .toList();
                return new VerifyReport(found, copier.verify(upstream, target), null);
            } catch (RegistryException | TrustedRoot.OutdatedException e) {
                return new VerifyReport(found, null, OneLine.of(e.getMessage(), LONGEST));
            }
        }

        void addTo(Map<String, Object> json) {
            json.put("signers", found);
            if (trouble != null) {
                json.put("verify_unknown", trouble);
            } else {
                SignatureWords.json(verified).ifPresent(verify -> json.put("verify", verify));
            }
        }

        /** Further lines. */
        String text() {
            StringBuilder text = new StringBuilder();
            String line = System.lineSeparator() + "  signed      ";
            found.forEach(
                    one -> text.append(line).append(one.get("form")).append(" ").append(one.get("claims")));
            if (trouble != null) {
                return text.append(line).append("not known: ").append(trouble).toString();
            }
            String verify = SignatureWords.text(verified);
            return verify.isEmpty()
                    ? text.toString()
                    : text.append(System.lineSeparator())
                            .append("  verify      ")
                            .append(verify)
                            .toString();
        }
    }
}
