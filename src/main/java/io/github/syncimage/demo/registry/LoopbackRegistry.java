package io.github.syncimage.demo.registry;

import io.github.syncimage.demo.http.ExchangeCall;
import io.github.syncimage.demo.http.LoopbackServer;
import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Manifest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry of the OCI distribution specification in memory, on a free port of 127.0.0.1: blobs with ranges, uploads
 * of every kind, mounts, manifests that are refused while something of them is missing, tags by pages, referrers. It
 * records each call, and can be told to want credentials, to refuse OCI manifests, to keep repositories private and to
 * fail.
 */
public final class LoopbackRegistry implements AutoCloseable {
    // Enough for every test and small beside a test machine's memory.
    private static final long DEFAULT_CAPACITY = 1024L * 1024 * 1024;

    private static final String NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(
            "/v2/(" + NAME + "(?:/" + NAME + ")*)/(blobs/uploads|blobs|manifests|tags|referrers)(?:/([^/]*))?");

    private final LoopbackServer server;
    private final Storage storage;
    private final Access access;
    private final BlobRequests blobs;
    private final UploadRequests uploads;
    private final ManifestRequests manifests;
    private final ListRequests lists;
    private volatile ContentHost contentHost;

    public LoopbackRegistry() {
        this(DEFAULT_CAPACITY);
    }

    /** @param capacity bytes of blobs that it takes */
    public LoopbackRegistry(long capacity) {
        server = new LoopbackServer("loopback-registry", false, this::answer);
        storage = new Storage(capacity);
        access = new Access(server.host(), storage::knows);
        blobs = new BlobRequests(storage);
        uploads = new UploadRequests(storage, access);
        manifests = new ManifestRequests(storage);
        lists = new ListRequests(storage);
    }

    /** {@code 127.0.0.1:PORT}, as image names spell it. */
    public String host() {
        return server.host();
    }

    public URI uri() {
        return server.uri();
    }

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
        access.revokeTokens();
    }

    /**
     * Its token service grants all of a request or nothing, and nothing for what is private or absent, as operators
     * report of ghcr.io's; Harbor refuses a mount from a project that is not there likewise.
     *
     * @see <a href="https://github.com/goharbor/harbor/issues/17097">Harbor</a>
     */
    public LoopbackRegistry refuseTokensWhole() {
        access.wholeTokens();
        return this;
    }

    /**
     * Basic credentials that are not, or no longer, right are answered 403 without a challenge, as private ECR does when
     * its twelve hours are over.
     *
     * @see <a href="https://github.com/awslabs/soci-snapshotter/issues/1148">ECR, seen by soci-snapshotter</a>
     */
    public LoopbackRegistry denyEndedCredentials() {
        access.deniesEnded();
        return this;
    }

    /** Refuses OCI manifests and indexes, in the words of Huawei Cloud SWR. */
    public LoopbackRegistry dockerOnly() {
        manifests.dockerOnly();
        return this;
    }

    /** A repository that a push creates is private until it is published. */
    public LoopbackRegistry privateUntilPublished() {
        access.bornPrivate();
        return this;
    }

    public void publish(String repository) {
        access.publish(repository);
    }

    /** Makes a repository private: only somebody with credentials reads it. */
    public void hide(String repository) {
        access.hide(repository);
    }

    public boolean isPrivate(String repository) {
        return access.isPrivate(repository);
    }

    /** A push elsewhere than below these namespaces is denied. */
    public LoopbackRegistry onlyNamespaces(String... namespaces) {
        access.onlyNamespaces(List.of(namespaces));
        return this;
    }

    /** Blobs are always sent whole, with 200. */
    public LoopbackRegistry ignoreRanges() {
        blobs.ignoreRanges();
        return this;
    }

    /** Blobs are fetched from another host (another port of 127.0.0.1), which refuses whoever brings credentials. */
    public LoopbackRegistry redirectBlobs() {
        contentHost = new ContentHost(blobs);
        blobs.redirect(contentHost);
        return this;
    }

    /** What that other host was asked. */
    public List<ExchangeCall> contentCalls() {
        return contentHost == null ? List.of() : contentHost.calls();
    }

    /** Every answer that brings a blob breaks after so many bytes; negative for never. */
    public void cutBlobsAfter(long bytes) {
        blobs.cutAfter(bytes);
    }

    /**
     * An upload session whose request breaks is lost with all that it held, as in CNCF distribution 2.8, where the state
     * that the client was given fits no longer (registry/handlers/blobupload.go, "upload resumed at wrong offest").
     */
    public LoopbackRegistry loseBrokenUploads() {
        uploads.loseBroken();
        return this;
    }

    /** The next so many calls that fit are over the rate limit: 429. */
    public void limitRate(int times, Predicate<ExchangeCall> which, Duration retryAfter) {
        server.answerNext(
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
                ? Response.broken()
                : RegistryRefusal.of(status, code, "told to fail").response();
        server.answerNext(times, which, failure);
    }

    /** Takes back what {@link #failNext} and {@link #limitRate} have left. */
    public void behave() {
        server.behave();
    }

    public void latency(Duration duration) {
        server.latency(duration);
    }

    /** All that was asked, in the order of arrival. */
    public List<ExchangeCall> calls() {
        return server.calls();
    }

    public void forgetCalls() {
        server.forgetCalls();
    }

    /** Puts an image in, without a call. */
    public Digest add(String repository, String tag, SampleImage image) {
        image.children().forEach(child -> add(repository, child.digest().toString(), child));
        image.blobs().forEach(blob -> storage.putBlob(repository, Digest.of(blob), blob));
        storage.putManifest(repository, tag, image.digest(), image.manifest());
        return image.digest();
    }

    /** @param reference a tag or a digest */
    public Optional<Manifest> manifest(String repository, String reference) {
        return storage.manifest(repository, reference);
    }

    public Optional<byte[]> blob(String repository, Digest digest) {
        return storage.blob(repository, digest);
    }

    public List<String> tags(String repository) {
        return storage.tags(repository);
    }

    public List<String> repositories() {
        return storage.repositories();
    }

    /** Upload sessions that nobody finished or cancelled. */
    public int unfinishedUploads() {
        return uploads.unfinished();
    }

    @Override
    public void close() {
        server.close();
        if (contentHost != null) {
            contentHost.close();
        }
    }

    private Response answer(Request request) throws IOException {
        try {
            return route(request).with("Docker-Distribution-Api-Version", "registry/2.0");
        } catch (RegistryRefusal refusal) {
            return refusal.response().with("Docker-Distribution-Api-Version", "registry/2.0");
        }
    }

    private Response route(Request request) throws IOException {
        String path = request.path();
        if (path.equals("/token") && request.method().equals("GET")) {
            return access.token(request);
        }
        if (path.equals("/v2/") || path.equals("/v2")) {
            access.checkBase(request);
            return Response.of(200).content("application/json", "{}".getBytes());
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw RegistryRefusal.of(path.startsWith("/v2/") ? 400 : 404, "NAME_INVALID", "invalid repository name");
        }
        String repository = matcher.group(1);
        if (request.method().equals("GET") || request.method().equals("HEAD")) {
            access.checkPull(request, repository);
        } else {
            access.checkPush(request, repository);
            if (!storage.knows(repository)) {
                access.created(repository);
            }
        }
        return resource(
                request,
                repository,
                matcher.group(2),
                Optional.ofNullable(matcher.group(3)).orElse(""));
    }

    private Response resource(Request request, String repository, String kind, String rest) throws IOException {
        return switch (kind) {
            case "blobs" -> blobs.answer(request, repository, digest(rest));
            case "blobs/uploads" ->
                rest.isEmpty() && request.method().equals("POST")
                        ? uploads.begin(request, repository)
                        : uploads.answer(request, repository, rest);
            case "manifests" -> manifests.answer(request, repository, rest);
            case "tags" -> lists.tags(request, repository);
            default -> lists.referrers(request, repository, rest);
        };
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidReferenceException e) {
            throw RegistryRefusal.of(400, "DIGEST_INVALID", e.getMessage());
        }
    }
}
