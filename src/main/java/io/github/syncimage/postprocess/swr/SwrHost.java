package io.github.syncimage.postprocess.swr;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings.PushLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

    private static final String HMAC = "HmacSHA256";

    private SwrHost() {}

    /** Says that images at this host, written as in image names, are SWR's. */
    public static boolean matches(String host) {
        return region(host).isPresent();
    }

    /** The region that the host stands in, {@code cn-southwest-2}; empty for every other registry. */
    public static Optional<String> region(String host) {
        Matcher matcher = HOST.matcher(host);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The organization that a repository is in; empty where its path names none. */
    static String organization(Repository repository) {
        return repository.path().substring(0, Math.max(repository.path().indexOf('/'), 0));
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

    /**
     * SWR's long-term login, computed from an access key and its secret key as the vendor's user guide tells: user {@code
     * <project>@<access key>}, password the lower-case hexadecimal HMAC-SHA256 of the access key under the secret key. It
     * holds as long as the keys do.
     *
     * @param project name of the region's project, which is the region's own name ({@code cn-southwest-2}) unless a
     *     sub-project is used
     */
    public static Credentials login(String project, String accessKey, String secretKey) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] password = mac.doFinal(accessKey.getBytes(StandardCharsets.UTF_8));
            return new Credentials(project + "@" + accessKey, HexFormat.of().formatHex(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
