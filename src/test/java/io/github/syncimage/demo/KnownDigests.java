package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Digests of the blobs of tests' images, which are put into one registry after the other and come back from copies: to
 * compare bytes takes a hundredth of the time that hashing them again does in a Java machine that lives for minutes.
 */
final class KnownDigests {
    /** By the array itself, which nobody changes. */
    private static final Map<byte[], Digest> DIGESTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final Map<Digest, WeakReference<byte[]>> CONTENTS = new ConcurrentHashMap<>();

    private KnownDigests() {}

    static Digest of(byte[] content) {
        Digest known = DIGESTS.get(content);
        return known != null ? known : keep(content, Digest.of(content));
    }

    static Digest keep(byte[] content, Digest digest) {
        DIGESTS.put(content, digest);
        CONTENTS.put(digest, new WeakReference<>(content));
        return digest;
    }

    /** Whether these bytes have this digest. */
    static boolean match(Digest digest, byte[] content) {
        WeakReference<byte[]> known = CONTENTS.get(digest);
        return known != null && Arrays.equals(known.get(), content) || digest.matches(content);
    }
}
