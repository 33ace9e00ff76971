package io.github.syncimage.postprocess.swr;

import io.github.syncimage.registry.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SWR's long-term login, computed from an access key and its secret key as the vendor's user guide tells: user
 * {@code <project>@<access key>}, password the lower-case hexadecimal HMAC-SHA256 of the access key under the secret key.
 * It holds as long as the keys do.
 */
public final class SwrLogin {
    private static final String ALGORITHM = "HmacSHA256";

    private SwrLogin() {}

    /**
     * @param project name of the region's project, which is the region's own name ({@code cn-southwest-2}) unless a
     *     sub-project is used
     */
    public static Credentials of(String project, String accessKey, String secretKey) {
        return new Credentials(project + "@" + accessKey, HexFormat.of().formatHex(hmac(secretKey, accessKey)));
    }

    private static byte[] hmac(String key, String message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
