package io.github.syncimage.demo;

import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A registry of the OCI distribution specification in memory, on a free port of 127.0.0.1: blobs with ranges, uploads
 * of every kind, mounts, manifests that are refused while something of them is missing, tags by pages, referrers. It
 * records each call, and can be told to want credentials, to refuse OCI manifests, to keep repositories private and to
 * fail.
 */
public final class LoopbackRegistry extends DemoRegistry {
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*");

    private final Faults faults = new Faults();
    private final Access access = new Access(host(), storage::containsKey);
    private final BlobRequests blobs = new BlobRequests();
    private final ManifestRules manifests = new ManifestRules(storage);
    private final ListRequests lists = new ListRequests(storage);
    private final UploadRequests uploads = new UploadRequests(this, access);
    private volatile ContentHost contentHost;
    private volatile int pullsLeft = -1;
    private volatile boolean deletesTags = true;
    private volatile boolean deletesManifests;

    /** From now on Basic credentials are wanted; reading may go without. */
    public LoopbackRegistry requireBasic(Credentials credentials, boolean anonymousPull) {
        access.require(Access.Mode.BASIC, credentials, anonymousPull);
        return this;
    }

    /** From now on a token of its own token service is wanted for everything, which anonymous readers may get too. */
    public LoopbackRegistry requireToken(Credentials credentials, boolean anonymousPull) {
        access.require(Access.Mode.TOKEN, credentials, anonymousPull);
        return this;
    }

    /** Tokens given until now hold no longer. */
    public void revokeTokens() {
        access.tokens.clear();
    }

    /**
     * Its token service grants all of a request or nothing, and nothing for what is private or absent, as operators
     * report of ghcr.io's; Harbor refuses a mount from a project that is not there likewise.
     *
     * @see <a href="https://github.com/goharbor/harbor/issues/17097">Harbor</a>
     */
    public LoopbackRegistry refuseTokensWhole() {
        access.wholeTokens = true;
        return this;
    }

    /**
     * Basic credentials that are not, or no longer, right are answered 403 without a challenge, as private ECR does when
     * its twelve hours are over.
     *
     * @see <a href="https://github.com/awslabs/soci-snapshotter/issues/1148">ECR, seen by soci-snapshotter</a>
     */
    public LoopbackRegistry denyEndedCredentials() {
        access.deniesEnded = true;
        return this;
    }

    /** Refuses OCI manifests and indexes, in the words of Huawei Cloud SWR. */
    public LoopbackRegistry dockerOnly() {
        manifests.dockerOnly = true;
        return this;
    }

    /**
     * Has no list of referrers (404), as the distribution project's registry up to 3.0, ghcr.io and Docker Hub.
     *
     * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api">the
     *     specification</a>
     */
    public LoopbackRegistry withoutReferrers() {
        lists.withoutReferrers = true;
        lists.tellsSubjects = false;
        return this;
    }

    /** Hands out lists of tags as this vendor does. */
    public LoopbackRegistry page(Paging paging) {
        lists.paging = paging;
        return this;
    }

    /** Says with each answer that so many pulls are left of a quota; negative for never. */
    public void tellPullsLeft(int left) {
        pullsLeft = left;
    }

    /** Puts another tag on a manifest that is there. */
    public void tag(String repository, String tag, Digest digest) {
        storage.shelf(repository).tags().put(tag, digest);
    }

    /** Takes a tag away, as somebody does who deletes or moves it. */
    public void untag(String repository, String tag) {
        storage.shelf(repository).tags().remove(tag);
    }

    /** No tag can be deleted by its name, as in CNCF distribution 2.8. */
    public LoopbackRegistry refuseTagDeletion() {
        deletesTags = false;
        return this;
    }

    /** Whoever deletes a tag deletes its manifest, with its children and all tags of these, as at some vendors. */
    public LoopbackRegistry deleteManifestsWithTags() {
        deletesManifests = true;
        return this;
    }

    /**
     * Says by {@code OCI-Subject} that it has a list of referrers, whether it has one or not.
     *
     * @see <a href="https://github.com/sigstore/sigstore-js/issues/1183">ECR, seen by sigstore-js</a>
     */
    public LoopbackRegistry tellSubjects() {
        lists.tellsSubjects = true;
        return this;
    }

    /**
     * Refuses manifests with this in them. What vendors refuse: Aliyun ACR the empty config ({@code 403 DENIED},
     * "unknown manifest class for application/vnd.oci.empty.v1+json"), others any type that they do
     * not know ({@code 400 MANIFEST_INVALID}, 405, 415).
     *
     * @see <a href="https://github.com/koordinator-sh/koordinator/issues/3194">ACR, seen by koordinator</a>
     */
    public LoopbackRegistry refuseManifestsWith(String text, int status, String code) {
        manifests.refuse(text, status, code);
        return this;
    }

    /** Something happens just before the next call that fits is answered. */
    public void before(Predicate<ExchangeCall> which, Runnable what) {
        faults.before(which, what);
    }

    /** A repository that a push creates is private until it is published. */
    public LoopbackRegistry privateUntilPublished() {
        access.bornPrivate = true;
        return this;
    }

    public void publish(String repository) {
        access.privates.remove(repository);
    }

    /** Makes a repository private: only somebody with credentials reads it. */
    public void hide(String repository) {
        access.privates.add(repository);
    }

    /** A push elsewhere than below these namespaces is denied. */
    public LoopbackRegistry onlyNamespaces(String... namespaces) {
        access.namespaces = List.of(namespaces);
        return this;
    }

    /** Blobs are always sent whole, with 200. */
    public LoopbackRegistry ignoreRanges() {
        blobs.ranges = false;
        return this;
    }

    /** Blobs are fetched from another host (another port of 127.0.0.1), which refuses whoever brings credentials. */
    public LoopbackRegistry redirectBlobs() {
        contentHost = new ContentHost(request -> blobs.content(request, whole(request)));
        blobs.elsewhere = contentHost;
        return this;
    }

    /** What that other host was asked. */
    public List<ExchangeCall> contentCalls() {
        return contentHost == null ? List.of() : contentHost.calls();
    }

    /**
     * An upload session whose request breaks is lost with all that it held, as in CNCF distribution 2.8, where the state
     * that the client was given fits no longer (registry/handlers/blobupload.go, "upload resumed at wrong offest").
     */
    public LoopbackRegistry loseBrokenUploads() {
        uploads.losesBroken = true;
        return this;
    }

    /** The next so many calls that fit are over the rate limit: 429. */
    public void limitRate(int times, Predicate<ExchangeCall> which, Duration retryAfter) {
        faults.answerNext(
                times,
                which,
                RegistryRefusal.of(429, "TOOMANYREQUESTS", "you have reached your pull rate limit")
                        .with("Retry-After", String.valueOf(retryAfter.toSeconds()))
                        .response());
    }

    /** The next so many calls that fit fail with that status; 0 breaks the connection. */
    public void failNext(int times, int status, Predicate<ExchangeCall> which) {
        failNext(times, status, "UNKNOWN", which);
    }

    /** The same with an error code of the distribution specification. */
    public void failNext(int times, int status, String code, Predicate<ExchangeCall> which) {
        Response failure = status == 0
                ? null
                : RegistryRefusal.of(status, code, "told to fail").response();
        faults.answerNext(times, which, failure);
    }

    /** Takes back what {@link #failNext} and {@link #limitRate} have left. */
    public void behave() {
        faults.behave();
    }

    public void latency(Duration duration) {
        faults.latency(duration);
    }

    public void forgetCalls() {
        server.forgetCalls();
    }

    @Override
    Digest digestOf(byte[] blob) {
        return KnownDigests.of(blob);
    }

    @Override
    boolean matches(Digest digest, byte[] bytes) {
        return KnownDigests.match(digest, bytes);
    }

    public Optional<byte[]> blob(String repository, Digest digest) {
        return storage.blob(repository, digest);
    }

    public List<String> repositories() {
        return List.copyOf(storage.keySet());
    }

    /** Upload sessions that nobody finished or cancelled. */
    public int unfinishedUploads() {
        return uploads.unfinished();
    }

    @Override
    public void close() {
        super.close();
        if (contentHost != null) {
            contentHost.close();
        }
    }

    @Override
    Response answer(Request request) throws IOException {
        Response answer = faults.answer(request, super::answer);
        return pullsLeft < 0 || answer == null ? answer : answer.with("ratelimit-remaining", pullsLeft + ";w=21600");
    }

    @Override
    Response base(Request request) {
        if (request.path().equals("/token") && request.method().equals("GET")) {
            return access.token(request);
        }
        if (!request.path().matches("/v2/?")) {
            int status = request.path().startsWith("/v2/") ? 400 : 404;
            throw RegistryRefusal.of(status, "NAME_INVALID", "invalid repository name");
        }
        access.checkBase(request);
        return super.base(request);
    }

    @Override
    Response serve(Request request, String repository, String kind, String rest) throws IOException {
        if (!NAME.matcher(repository).matches()) {
            return base(request);
        }
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (reads) {
            access.checkPull(request, repository);
        } else {
            access.checkPush(request, repository);
            // A repository appears with its first push.
            if (access.bornPrivate && !storage.containsKey(repository)) {
                hide(repository);
            }
        }
        String reference = rest == null ? "" : rest;
        return switch (kind) {
            case "blobs" -> blob(request, repository, reference);
            case "blobs/uploads" ->
                reference.isEmpty() && request.method().equals("POST")
                        ? uploads.begin(request, repository)
                        : uploads.answer(request, repository, reference);
            case "manifests" -> manifest(request, repository, reference);
            case "tags" -> lists.tags(request, repository);
            default -> lists.referrers(request, repository, reference);
        };
    }

    private Response blob(Request request, String repository, String text) throws IOException {
        Digest digest = digest(text);
        if (!request.method().equals("DELETE")) {
            Response whole = super.serve(request, repository, "blobs", text);
            return blobs.answer(request, whole);
        }
        if (storage.shelf(repository).blobs().remove(digest) == null) {
            throw RegistryRefusal.of(404, "BLOB_UNKNOWN", "blob unknown to registry: " + digest);
        }
        return Response.of(202);
    }

    // The blob at /v2/NAME/blobs/DIGEST, for whom the registry has sent to the other host.
    private Response whole(Request request) throws IOException {
        String path = request.path();
        int blobs = path.lastIndexOf("/blobs/");
        return super.serve(request, path.substring("/v2/".length(), blobs), "blobs", path.substring(blobs + 7));
    }

    private Response manifest(Request request, String repository, String reference) throws IOException {
        ManifestRules.checkReference(reference);
        switch (request.method()) {
            case "PUT" -> {
                String subject = manifests.checkPut(request, repository);
                Response created = super.serve(request, repository, "manifests", reference);
                return subject.isEmpty() || !lists.tellsSubjects ? created : created.with("OCI-Subject", subject);
            }
            case "DELETE" -> {
                if (!deletesTags && !reference.contains(":")) {
                    throw RegistryRefusal.of(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
                }
                delete(repository, reference);
                return Response.of(202);
            }
            default -> {
                manifest(repository, reference).ifPresent(manifest -> ManifestRules.checkAccepted(request, manifest));
                return super.serve(request, repository, "manifests", reference);
            }
        }
    }

    // Removes a tag, or a manifest with all its tags.
    private void delete(String repository, String reference) {
        if (manifest(repository, reference).isEmpty()) {
            throw unknown(repository, reference);
        }
        Storage.Shelf shelf = storage.shelf(repository);
        if (deletesManifests) {
            deleteManifest(shelf, manifest(repository, reference).orElseThrow());
        } else if (shelf.tags().remove(reference) == null) {
            Digest digest = Digest.parse(reference);
            shelf.tags().values().removeIf(digest::equals);
            shelf.manifests().remove(digest);
        }
    }

    private static void deleteManifest(Storage.Shelf shelf, Manifest manifest) {
        if (MediaTypes.isIndex(manifest.mediaType())) {
            for (IndexEntry child : ImageIndex.read(manifest).children()) {
                Manifest below = shelf.manifests().get(child.descriptor().digest());
                if (below != null) {
                    deleteManifest(shelf, below);
                }
            }
        }
        shelf.tags().values().removeIf(manifest.digest()::equals);
        shelf.manifests().remove(manifest.digest());
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidReferenceException e) {
            throw RegistryRefusal.of(400, "DIGEST_INVALID", e.getMessage());
        }
    }
}
