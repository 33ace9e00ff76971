package io.github.syncimage.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host name says about Huawei Cloud's Software Repository for Container, basic edition:
 * {@code swr.cn-southwest-2.myhuaweicloud.com}. The enterprise edition has other hosts and none of these limits.
 */
public final class SwrHost {
    /** Uploads of layers at once that SWR allows a tenant, over all its clients. */
    public static final int MAX_UPLOADS = 20;

    /** Bytes that a layer pushed by a client may have: the vendor's user guide says 10 GB. */
    public static final long MAX_LAYER_BYTES = 10_000_000_000L;

    /** Europe's cloud has a top-level domain of its own. */
    private static final Pattern HOST =
            Pattern.compile("swr\\.([a-z0-9]+(?:-[a-z0-9]+)+)\\.myhuaweicloud\\.(?:com|eu)");

    private SwrHost() {}

    /** Whether images at this host, written as in image names, are SWR's. */
    public static boolean matches(String host) {
        return region(host).isPresent();
    }

    /** The region that the host stands in, {@code cn-southwest-2}; empty for every other registry. */
    public static Optional<String> region(String host) {
        Matcher matcher = HOST.matcher(host);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
