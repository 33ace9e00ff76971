package io.github.syncimage.demo;

import static io.github.syncimage.demo.Flavour.OCI;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import io.github.syncimage.trust.Sigstore;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What is attached to images, in the forms in which cosign 2.5 writes it; the signatures in it are none. */
public final class SampleArtifacts extends SampleImages {
    public static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    public static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";
    public static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    private SampleArtifacts() {}

    /** What {@code cosign sign} puts under the tag {@code sha256-….sig}, with so many signatures. */
    public static SampleImage signature(SampleImage subject, int signatures) {
        return ofCosign(
                "application/vnd.dev.cosign.simplesigning.v1+json",
                IntStream.range(0, signatures)
                        .mapToObj(number -> "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"" + subject.digest()
                                + "\"}},\"optional\":{\"number\":" + number + "}}")
                        .toList(),
                Json.withNulls("dev.cosignproject.cosign/signature", "MEYCIQ"));
    }

    /** The same, really by that key on a curve. */
    public static SampleImage signature(Digest image, KeyPair by) {
        byte[] payload = Sigstore.payload(image);
        byte[] signature = Sigstore.sign("SHA256withECDSA", by.getPrivate(), payload);
        return ofCosign(
                "application/vnd.dev.cosign.simplesigning.v1+json",
                List.of(new String(payload, StandardCharsets.UTF_8)),
                Json.withNulls(
                        "dev.cosignproject.cosign/signature",
                        Base64.getEncoder().encodeToString(signature)));
    }

    /** What {@code cosign attest} puts under the tag {@code sha256-….att}. */
    public static SampleImage attestation(SampleImage subject, String predicate) {
        return ofCosign(
                "application/vnd.dsse.envelope.v1+json",
                List.of("{\"payloadType\":\"application/vnd.in-toto+json\",\"of\":\"" + subject.digest() + "\"}"),
                Json.withNulls("dev.cosignproject.cosign/signature", "", "predicateType", predicate));
    }

    /** What {@code cosign attach sbom} puts under the tag {@code sha256-….sbom}. */
    public static SampleImage sbom(SampleImage subject) {
        return ofCosign("text/spdx+json", List.of("{\"name\":\"" + subject.digest() + "\"}"), Json.withNulls());
    }

    private static SampleImage ofCosign(String type, List<String> contents, Map<String, Object> notes) {
        byte[] config = "{\"architecture\":\"\",\"os\":\"\",\"config\":{}}".getBytes(StandardCharsets.UTF_8);
        List<byte[]> blobs = new ArrayList<>(List.of(config));
        List<Map<String, Object>> layers = new ArrayList<>();
        for (String content : contents) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            Map<String, Object> layer = descriptor(type, bytes);
            layer.put("annotations", notes);
            layers.add(layer);
            blobs.add(bytes);
        }
        Map<String, Object> manifest = document(OCI.manifest());
        manifest.put("config", descriptor(OCI.config(), config));
        manifest.put("layers", layers);
        return new SampleImage(new Manifest(OCI.manifest(), Json.write(manifest)), blobs, List.of());
    }

    /** A signature ({@link #SIGNED}) or attestation as cosign 3 writes it: a referrer that holds a bundle. */
    public static SampleImage bundle(SampleImage subject, String predicate) {
        return referrer(
                subject,
                BUNDLE,
                predicate,
                Json.withNulls(
                        "dev.sigstore.bundle.content",
                        "dsse-envelope",
                        "dev.sigstore.bundle.predicateType",
                        predicate));
    }

    /** Any other referrer. */
    public static SampleImage referrer(SampleImage subject, String type, String content) {
        return referrer(subject, type, content, Json.withNulls());
    }

    private static SampleImage referrer(
            SampleImage subject, String type, String content, Map<String, Object> annotations) {
        return referrer(subject, type, EMPTY, type, content, annotations);
    }

    /**
     * A referrer of any types, as {@code oras attach --artifact-type} makes it of a file.
     *
     * @param artifactType null for none
     */
    public static SampleImage referrer(
            SampleImage subject,
            String artifactType,
            String configType,
            String layerType,
            String content,
            Map<String, Object> annotations) {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] layer = (content + " of " + subject.digest()).getBytes(StandardCharsets.UTF_8);
        Map<String, Object> manifest = document(OCI.manifest());
        if (artifactType != null) {
            manifest.put("artifactType", artifactType);
        }
        manifest.put("config", descriptor(configType, config));
        manifest.put("layers", List.of(descriptor(layerType, layer)));
        manifest.put("subject", descriptor(subject.manifest().descriptor()));
        manifest.put("annotations", annotations);
        return new SampleImage(new Manifest(OCI.manifest(), Json.write(manifest)), List.of(config, layer), List.of());
    }

    /** The list of referrers that stands under a tag where a registry has no API for it. */
    public static SampleImage list(SampleImage... referrers) {
        Map<String, Object> index = document(MediaTypes.OCI_INDEX);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (SampleImage referrer : referrers) {
            Map<String, Object> entry = descriptor(referrer.manifest().descriptor());
            // The type of its config, as cosign 2.5 writes there for a bundle too.
            entry.put("artifactType", EMPTY);
            entries.add(entry);
        }
        index.put("manifests", entries);
        return new SampleImage(new Manifest(MediaTypes.OCI_INDEX, Json.write(index)), List.of(), List.of(referrers));
    }
}
