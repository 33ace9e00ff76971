package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a registry refuses of manifests, and how it chooses one by the Accept header. */
final class ManifestRules {
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private final Storage storage;
    volatile boolean dockerOnly;
    private volatile Refused refused;

    ManifestRules(Storage storage) {
        this.storage = storage;
    }

    private record Refused(String text, RegistryRefusal answer) {}

    void refuse(String text, int status, String code) {
        refused = new Refused(text, RegistryRefusal.of(status, code, "unknown manifest class for " + text));
    }

    static void checkReference(String reference) {
        if (!TAG.matcher(reference).matches() && !isDigest(reference)) {
            throw RegistryRefusal.of(400, "MANIFEST_INVALID", "neither a tag nor a digest: " + reference);
        }
    }

    /** As the distribution project's registry does: OCI goes only to those who say that they can read it. */
    static void checkAccepted(Request request, Manifest manifest) {
        String accept = request.header("Accept");
        boolean oci = manifest.mediaType().startsWith("application/vnd.oci.");
        if (oci && !accept.contains(manifest.mediaType()) && !accept.contains("*/*")) {
            throw RegistryRefusal.of(404, "MANIFEST_UNKNOWN", "OCI found, but the accept header does not support it");
        }
    }

    /** Checks what is to be stored; returns the digest of the manifest that it refers to, empty where it does not. */
    String checkPut(Request request, String repository) throws IOException {
        Manifest manifest = new Manifest(request.header("Content-Type"), request.body());
        if (dockerOnly && manifest.mediaType().startsWith("application/vnd.oci.")) {
            throw RegistryRefusal.of(400, "MANIFEST_INVALID", "Invalid image, fail to parse 'manifest.json'");
        }
        if (refused != null && new String(manifest.bytes(), StandardCharsets.UTF_8).contains(refused.text())) {
            throw refused.answer();
        }
        JsonNode content = check(manifest);
        checkReferences(repository, content);
        return content.path("subject").path("digest").asText();
    }

    private static JsonNode check(Manifest manifest) {
        if (!MediaTypes.isIndex(manifest.mediaType()) && !MediaTypes.isManifest(manifest.mediaType())) {
            throw RegistryRefusal.of(415, "MANIFEST_INVALID", "unknown media type '" + manifest.mediaType() + "'");
        }
        if (manifest.bytes().length > Manifest.MAX_BYTES) {
            throw RegistryRefusal.of(413, "SIZE_INVALID", "a manifest holds at most 4 MiB");
        }
        JsonNode content = JsonTree.read(manifest.bytes()).orElseThrow(() -> invalid("it is no JSON"));
        String inside = content.path("mediaType").asText();
        boolean docker = manifest.mediaType().startsWith("application/vnd.docker.");
        if (content.path("schemaVersion").asInt() != 2) {
            throw invalid("schemaVersion is not 2");
        }
        if (!inside.equals(manifest.mediaType()) && (docker || !inside.isEmpty())) {
            throw invalid("mediaType and Content-Type differ");
        }
        boolean complete = MediaTypes.isIndex(manifest.mediaType())
                ? content.path("manifests").isArray()
                : content.path("config").isObject() && content.path("layers").isArray();
        if (!complete) {
            throw invalid("it lacks its lists");
        }
        return content;
    }

    private void checkReferences(String repository, JsonNode content) {
        if (content.has("config")) {
            checkBlob(repository, content.path("config"));
        }
        for (JsonNode layer : content.path("layers")) {
            // A layer with addresses of its own may stay there.
            if (layer.path("urls").isEmpty()) {
                checkBlob(repository, layer);
            }
        }
        for (JsonNode child : content.path("manifests")) {
            Digest digest = digest(child);
            Manifest manifest = storage.manifest(repository, digest.toString()).orElseThrow(() -> missing(digest));
            if (manifest.bytes().length != child.path("size").asLong(-1)) {
                throw invalid("a manifest has another size than its descriptor says");
            }
        }
    }

    private void checkBlob(String repository, JsonNode descriptor) {
        Digest digest = digest(descriptor);
        byte[] blob = storage.blob(repository, digest).orElseThrow(() -> missing(digest));
        if (blob.length != descriptor.path("size").asLong(-1)) {
            throw invalid("a blob has another size than its descriptor says");
        }
    }

    private static Digest digest(JsonNode descriptor) {
        String text = descriptor.path("digest").asText();
        if (!isDigest(text)) {
            throw invalid("a descriptor without a digest");
        }
        return Digest.parse(text);
    }

    private static boolean isDigest(String reference) {
        return reference.matches("sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");
    }

    private static RegistryRefusal invalid(String why) {
        return RegistryRefusal.of(400, "MANIFEST_INVALID", "manifest invalid: " + why);
    }

    private static RegistryRefusal missing(Digest digest) {
        return RegistryRefusal.of(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry: " + digest);
    }
}
