package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Manifest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry in memory, on a free port of 127.0.0.1, that records each call. It serves what a copy of a small image
 * needs: manifests, whole blobs, uploads by a single {@code POST}, the list of tags.
 */
public class DemoRegistry implements AutoCloseable {
    private static final Pattern PATH =
            Pattern.compile("/v2/(.+)/(blobs/uploads|blobs|manifests|tags|referrers)(?:/([^/]*))?");

    final Storage storage = new Storage();
    private volatile int pace;
    final LoopbackServer server = new LoopbackServer("loopback-registry", false, this::answer);

    /** {@code 127.0.0.1:PORT}, as image names spell it. */
    public String host() {
        return server.host();
    }

    public URI uri() {
        return server.uri();
    }

    /** All that was asked, in the order of arrival. */
    public List<ExchangeCall> calls() {
        return server.calls();
    }

    /** Puts an image in, without a call. */
    public Digest add(String repository, String tag, SampleImage image) {
        image.children().forEach(child -> add(repository, child.digest().toString(), child));
        image.blobs().forEach(blob -> storage.putBlob(repository, digestOf(blob), blob));
        storage.putManifest(repository, tag, image.digest(), image.manifest());
        return image.digest();
    }

    /** @param reference a tag or a digest */
    public Optional<Manifest> manifest(String repository, String reference) {
        return storage.manifest(repository, reference);
    }

    /** Takes a repository with all that it holds away, without a call. */
    public void forget(String repository) {
        storage.remove(repository);
    }

    /** From now on a blob goes out at so many bytes a second, as over a thin line. */
    public void slowDown(int bytesPerSecond) {
        pace = bytesPerSecond;
    }

    @Override
    public void close() {
        server.close();
    }

    Response answer(Request request) throws IOException {
        try {
            Matcher path = PATH.matcher(request.path());
            return (path.matches() ? serve(request, path.group(1), path.group(2), path.group(3)) : base(request))
                    .with("Docker-Distribution-Api-Version", "registry/2.0");
        } catch (RegistryRefusal refusal) {
            return refusal.response().with("Docker-Distribution-Api-Version", "registry/2.0");
        }
    }

    /** Answers {@code /v2/} and all else that is below no repository. */
    Response base(Request request) {
        return Response.of(200).content("application/json", "{}".getBytes());
    }

    /**
     * Answers a call that is about a repository.
     *
     * @param kind {@code blobs}, {@code blobs/uploads}, {@code manifests}, {@code tags} or {@code referrers}
     * @param rest a digest or a tag; empty or null where the path ends with the kind
     */
    Response serve(Request request, String repository, String kind, String rest) throws IOException {
        return switch (request.method() + " " + kind) {
            case "HEAD blobs", "GET blobs" -> blob(repository, Digest.parse(rest));
            case "POST blobs/uploads" -> store(repository, Digest.parse(request.query("digest", "")), request.body());
            case "HEAD manifests", "GET manifests" -> manifestOf(repository, rest);
            case "PUT manifests" -> store(request, repository, rest);
            case "GET tags" -> tagsOf(repository);
            default -> throw RegistryRefusal.of(405, "UNSUPPORTED", "no such method");
        };
    }

    /** In the order of the alphabet. */
    public List<String> tags(String repository) {
        return storage.containsKey(repository)
                ? List.copyOf(storage.shelf(repository).tags().keySet())
                : List.of();
    }

    private Response tagsOf(String repository) {
        if (!storage.containsKey(repository)) {
            throw unknown(repository, "");
        }
        return Response.json(200, Map.of("name", repository, "tags", tags(repository)));
    }

    private Response blob(String repository, Digest digest) {
        byte[] bytes = storage.blob(repository, digest)
                .orElseThrow(() -> RegistryRefusal.of(404, "BLOB_UNKNOWN", "blob unknown to registry: " + digest));
        return named(Response.of(200).content("application/octet-stream", bytes).slowly(pace), digest);
    }

    /** Keeps a blob that came whole. */
    Response store(String repository, Digest digest, byte[] bytes) {
        checkDigest(digest, bytes);
        storage.putBlob(repository, digest, bytes);
        return created(repository, "blobs", digest);
    }

    private Response manifestOf(String repository, String reference) {
        Manifest manifest = storage.manifest(repository, reference).orElseThrow(() -> unknown(repository, reference));
        return named(Response.of(200).content(manifest.mediaType(), manifest.bytes()), digest(reference, manifest));
    }

    private Response store(Request request, String repository, String reference) throws IOException {
        Manifest manifest = new Manifest(request.header("Content-Type"), request.body());
        Digest digest = digest(reference, manifest);
        checkDigest(digest, manifest.bytes());
        storage.putManifest(repository, reference, digest, manifest);
        return created(repository, "manifests", digest);
    }

    RegistryRefusal unknown(String repository, String reference) {
        return storage.containsKey(repository)
                ? RegistryRefusal.of(404, "MANIFEST_UNKNOWN", "manifest unknown: " + reference)
                : RegistryRefusal.of(404, "NAME_UNKNOWN", "repository name not known to registry: " + repository);
    }

    // A digest of another algorithm is kept as it was named.
    private static Digest digest(String reference, Manifest manifest) {
        return reference.contains(":") ? Digest.parse(reference) : manifest.digest();
    }

    private void checkDigest(Digest digest, byte[] bytes) {
        if (!matches(digest, bytes)) {
            throw RegistryRefusal.of(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
    }

    /** Of a blob of a sample image. */
    Digest digestOf(byte[] blob) {
        return Digest.of(blob);
    }

    /** Whether what came is what was announced. */
    boolean matches(Digest digest, byte[] bytes) {
        return digest.matches(bytes);
    }

    private static Response named(Response response, Digest digest) {
        return response.with("Docker-Content-Digest", digest.toString()).with("ETag", "\"" + digest + "\"");
    }

    static Response created(String repository, String kind, Digest digest) {
        return Response.of(201)
                .with("Location", "/v2/" + repository + "/" + kind + "/" + digest)
                .with("Docker-Content-Digest", digest.toString());
    }
}
