package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.PushLimits;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host name says about Huawei Cloud's Software Repository for Container, basic edition:
 * {@code swr.cn-southwest-2.myhuaweicloud.com}. The enterprise edition has other hosts and none of these limits.
 */
public final class SwrHost {
    /** The vendor's user guide: 20 layers at once for a tenant, each of 10 GB at most. OCI's index is refused. */
    public static final PushLimits LIMITS = new PushLimits(20, 10_000_000_000L, true, true);

    /** Europe's cloud has a top-level domain of its own. */
    private static final Pattern HOST =
            Pattern.compile("swr\\.([a-z0-9]+(?:-[a-z0-9]+)+)\\.myhuaweicloud\\.(?:com|eu)");

    /** The user guide: an organization starts with a letter and has 1 to 64 characters. */
    private static final Pattern ORGANIZATION = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

    /** The user guide: a repository, all below the organization, has 1 to 128 characters. */
    private static final int LONGEST_REPOSITORY = 128;

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

    /** Why SWR has no repository of that name; empty where it may have. */
    public static Optional<String> refusal(Repository repository) {
        String[] parts = repository.path().split("/", 2);
        if (parts.length == 1) {
            return Optional.of("images at " + repository.host() + " need a namespace");
        }
        if (!ORGANIZATION.matcher(parts[0]).matches()) {
            return Optional.of("the organization in the namespace '" + repository.namespace()
                    + "' is none that SWR allows: it starts with a letter and has at most 64 characters");
        }
        return parts[1].length() <= LONGEST_REPOSITORY
                ? Optional.empty()
                : Optional.of("the target name '" + parts[1] + "' is longer than the " + LONGEST_REPOSITORY
                        + " characters that SWR allows");
    }
}
