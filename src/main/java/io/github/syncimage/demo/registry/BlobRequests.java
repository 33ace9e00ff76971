package io.github.syncimage.demo.registry;

import io.github.syncimage.demo.http.Request;
import io.github.syncimage.demo.http.Response;
import io.github.syncimage.image.Digest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v2/NAME/blobs/DIGEST}. */
final class BlobRequests {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    private final Storage storage;
    private volatile boolean ranges = true;
    private volatile long cutAfter = -1;
    private volatile ContentHost elsewhere;

    BlobRequests(Storage storage) {
        this.storage = storage;
    }

    void ignoreRanges() {
        ranges = false;
    }

    void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** From now on blobs are to be fetched from that host. */
    void redirect(ContentHost host) {
        elsewhere = host;
    }

    Response answer(Request request, String repository, Digest digest) {
        return switch (request.method()) {
            case "HEAD", "GET" ->
                elsewhere == null ? get(request, repository, digest) : redirected(request, repository, digest);
            case "DELETE" -> delete(repository, digest);
            default -> throw RegistryRefusal.of(405, "UNSUPPORTED", "no such method");
        };
    }

    /** The content of the blob at {@code /v2/NAME/blobs/DIGEST}, for whom the registry has sent there. */
    Response content(Request request) {
        String path = request.path();
        int blobs = path.lastIndexOf("/blobs/");
        String repository = path.substring("/v2/".length(), blobs);
        return get(request, repository, Digest.parse(path.substring(blobs + "/blobs/".length())));
    }

    private Response redirected(Request request, String repository, Digest digest) {
        storage.blob(repository, digest).orElseThrow(() -> unknown(digest));
        return Response.of(307)
                .with("Location", elsewhere.address(request.path()).toString())
                .with("Docker-Content-Digest", digest.toString());
    }

    private Response get(Request request, String repository, Digest digest) {
        byte[] bytes = storage.blob(repository, digest).orElseThrow(() -> unknown(digest));
        Response whole = Response.of(200)
                .content("application/octet-stream", bytes)
                .with("Docker-Content-Digest", digest.toString())
                .with("ETag", "\"" + digest + "\"")
                .cutAfter(cutAfter);
        if (!ranges) {
            return whole;
        }
        Matcher range = RANGE.matcher(request.header("Range"));
        boolean wantsPart = request.method().equals("GET") && range.matches();
        return wantsPart ? part(whole, range, bytes.length) : whole.with("Accept-Ranges", "bytes");
    }

    private static Response part(Response whole, Matcher range, int size) {
        String first = range.group(1);
        String last = range.group(2);
        long from = first.isEmpty() ? Math.max(0, size - number(last)) : number(first);
        long to = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, number(last));
        if (from > to) {
            throw RegistryRefusal.of(416, "RANGE_INVALID", "no such range").with("Content-Range", "bytes */" + size);
        }
        return whole.status(206)
                .part((int) from, (int) (to - from + 1))
                .with("Content-Range", "bytes " + from + "-" + to + "/" + size);
    }

    // An absent number counts as zero, and none is longer than a long.
    private static long number(String digits) {
        return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }

    private Response delete(String repository, Digest digest) {
        if (!storage.deleteBlob(repository, digest)) {
            throw unknown(digest);
        }
        return Response.of(202);
    }

    private static RegistryRefusal unknown(Digest digest) {
        return RegistryRefusal.of(404, "BLOB_UNKNOWN", "blob unknown to registry: " + digest);
    }
}
