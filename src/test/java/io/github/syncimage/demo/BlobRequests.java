package io.github.syncimage.demo;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers for blobs with a part of them, or the way to another host. */
final class BlobRequests {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");

    volatile boolean ranges = true;
    volatile ContentHost elsewhere;

    /** What the registry itself answers, given the whole blob. */
    Response answer(Request request, Response whole) {
        return elsewhere == null
                ? content(request, whole)
                : Response.of(307)
                        .with("Location", elsewhere.address(request.path()).toString())
                        .with("Docker-Content-Digest", whole.headers().get("Docker-Content-Digest"));
    }

    /** The content, or the part of it that is asked for. */
    Response content(Request request, Response whole) {
        if (!ranges) {
            return whole;
        }
        Matcher range = RANGE.matcher(request.header("Range"));
        boolean wantsPart = request.method().equals("GET") && range.matches();
        return wantsPart ? part(whole, range) : whole.with("Accept-Ranges", "bytes");
    }

    private static Response part(Response whole, Matcher range) {
        int size = whole.content().length;
        String first = range.group(1);
        String last = range.group(2);
        long from = first.isEmpty() ? Math.max(0, size - number(last)) : number(first);
        long to = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, number(last));
        if (from > to) {
            throw RegistryRefusal.of(416, "RANGE_INVALID", "no such range").with("Content-Range", "bytes */" + size);
        }
        byte[] part = Arrays.copyOfRange(whole.content(), (int) from, (int) to + 1);
        return new Response(206, whole.headers(), part, 0)
                .with("Content-Range", "bytes " + from + "-" + to + "/" + size);
    }

    // An absent number counts as zero, and none is longer than a long.
    private static long number(String digits) {
        return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }
}
